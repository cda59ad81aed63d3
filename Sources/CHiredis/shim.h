#pragma once
#include <hiredis/hiredis.h>
#include <stdlib.h>

/* hiredis 1.0 widened the element count of createArray from int to size_t. */
#if HIREDIS_MAJOR >= 1
typedef size_t chiredis_count;
#else
typedef int chiredis_count;
#endif

/*
 * What one reader may hold. A reply of a dozen bytes can announce arrays of
 * billions of elements, and hiredis allocates what is announced; the limit
 * counts the elements announced within one whole reply, however nested.
 */
typedef struct chiredis_bounds {
    redisReplyObjectFunctions functions;
    void *(*create_array)(const redisReadTask *, chiredis_count);
    size_t limit;
    size_t announced;
} chiredis_bounds;

static inline void *chiredis_bounded_array(const redisReadTask *task, chiredis_count elements) {
    chiredis_bounds *bounds = (chiredis_bounds *)task->privdata;
    if (task->parent == NULL) bounds->announced = 0;
    if ((size_t)elements > bounds->limit - bounds->announced) return NULL;
    bounds->announced += (size_t)elements;
    return bounds->create_array(task, elements);
}

/* A reader that refuses replies of more than `limit` elements, or NULL without memory. */
static inline redisReader *chiredis_reader_create(size_t limit) {
    redisReader *reader = redisReaderCreate();
    if (reader == NULL) return NULL;
    chiredis_bounds *bounds = (chiredis_bounds *)calloc(1, sizeof *bounds);
    if (bounds == NULL) {
        redisReaderFree(reader);
        return NULL;
    }
    bounds->functions = *reader->fn;
    bounds->create_array = bounds->functions.createArray;
    bounds->functions.createArray = chiredis_bounded_array;
    bounds->limit = limit;
    reader->fn = &bounds->functions;
    reader->privdata = bounds;
    return reader;
}

/* Frees the reader, the half reply it may hold, and its bounds. */
static inline void chiredis_reader_free(redisReader *reader) {
    void *bounds = reader->privdata;
    redisReaderFree(reader);
    free(bounds);
}

/* The reader's error text; a macro in hiredis, which Swift does not see. */
static inline const char *chiredis_reader_error(const redisReader *reader) { return reader->errstr; }
