/// A certificate for 127.0.0.1 that vouches for itself, good for a hundred years and for tests alone.
enum TestCertificate {
    static let certificate = """
        -----BEGIN CERTIFICATE-----
        MIIBhTCCASygAwIBAgIUbQ7MrykO/Ym5y0g0vNt8xZ+UTGAwCgYIKoZIzj0EAwIw
        DzENMAsGA1UEAwwEdGVzdDAgFw0yNjExMjMyMzUzNTlaGA8yMTI2MTAzMDIzNTM1
        OVowDzENMAsGA1UEAwwEdGVzdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABCky
        c2AY2WI27U0sP/OTvnvQ/bt+ZQBaJ4Smmn3Bu/gfh2l/vx0Jvf5Ugb1s3VP0oLO2
        D4Gc1QMRW1L24EyOHxGjZDBiMB0GA1UdDgQWBBR7pMvFNmMPdeCcmixqptyY8Lif
        BzAfBgNVHSMEGDAWgBR7pMvFNmMPdeCcmixqptyY8LifBzAPBgNVHRMBAf8EBTAD
        AQH/MA8GA1UdEQQIMAaHBH8AAAEwCgYIKoZIzj0EAwIDRwAwRAIgbr8BkThAuiBW
        DNMjnzwg/wo3nfUYJsw5PUlisZnqDTsCIHP1XkO08ynexsRzsFFF9OHaYIzjojCe
        0tiENfDwDmU/
        -----END CERTIFICATE-----

        """

    static let key = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgRW1dW021b9TWzkGr
        RLC4fhri81MqODijPB38sklpKOyhRANCAAQpMnNgGNliNu1NLD/zk7570P27fmUA
        WieEppp9wbv4H4dpf78dCb3+VIG9bN1T9KCztg+BnNUDEVtS9uBMjh8R
        -----END PRIVATE KEY-----

        """
}
