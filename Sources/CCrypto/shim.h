#pragma once
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/md5.h>
#include <openssl/rand.h>

/*
 * The first four bytes, as a big-endian number, of the MD5 of two texts one after the other. Allocates nothing:
 * the EVP calls, which take their contexts from the heap, cost more than the hash itself.
 */
static inline uint32_t ccrypto_md5_prefix(const void *one, size_t one_length, const void *other, size_t other_length) {
    MD5_CTX context;
    unsigned char digest[MD5_DIGEST_LENGTH];
    MD5_Init(&context);
    MD5_Update(&context, one, one_length);
    MD5_Update(&context, other, other_length);
    MD5_Final(digest, &context);
    return (uint32_t)digest[0] << 24 | (uint32_t)digest[1] << 16 | (uint32_t)digest[2] << 8 | digest[3];
}
