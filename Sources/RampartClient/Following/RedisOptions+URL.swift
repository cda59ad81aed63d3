import Redis

extension RedisOptions {
    /// What a client's URL and options say of Redis.
    init(url: String, _ options: FlagClientOptions) throws(FlagClientFault) {
        do throws(RedisFault) {
            self.init(location: try RedisLocation(url: url))
        } catch {
            throw FlagClientFault(.invalidURL, error.message)
        }
        user = options.redisUser
        password = options.redisPassword
        tls.authorityFile = options.authorityFile
        clientName = "rampart-client"
        guard let wanted = options.sentinel else { return }
        var addresses: [RedisAddress] = []
        for text in wanted.sentinels {
            do throws(RedisFault) {
                addresses.append(try RedisAddress(text, defaultPort: 26379))
            } catch {
                throw FlagClientFault(.invalidURL, error.message)
            }
        }
        var sentinel = RedisSentinel(primary: wanted.primary, sentinels: addresses)
        sentinel.user = wanted.user
        sentinel.password = wanted.password
        self.sentinel = sentinel
    }
}
