/// The settings of one `cjson` table, as its library has them at the beginning.
struct JSONCodec {
    /// Whether `nan`, `inf` and hexadecimal numbers are read.
    var readsInvalidNumbers = true
    /// Whether what is no finite number is written.
    var writesInvalidNumbers = false
    var writesNull = false
    var readDepth = 1000
    var writeDepth = 1000
    var precision = 14
    /// Lists with more gaps than this are refused, or written as objects.
    var convertsSparse = false
    var sparseRatio = 2
    var sparseSafe = 10
}
