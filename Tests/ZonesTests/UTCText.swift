/// Seconds since 1970 of an instant in UTC from 1970 on, such as `2024-03-31T01:00` or `2024-03-31T01:00:59`.
func utc(_ text: String) -> Int64 {
    let numbers = text.split { "-T:".contains($0) }.compactMap { Int64($0) }
    precondition(numbers.count >= 5, "\(text) is not an instant")
    let (year, month, day) = (numbers[0], numbers[1], numbers[2])
    func length(of year: Int64) -> Int64 {
        year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 366 : 365
    }
    var days = day - 1
    for past in 1970..<year { days += length(of: past) }
    let months: [Int64] = [31, length(of: year) - 337, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    for past in months.prefix(Int(month) - 1) { days += past }
    return ((days * 24 + numbers[3]) * 60 + numbers[4]) * 60 + (numbers.count > 5 ? numbers[5] : 0)
}
