#pragma once
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

/* What one search may cost; see cpcre2_search. */
typedef struct cpcre2_bounds {
    /* Items of the pattern that may be tried, over all places of the subject together. */
    uint32_t steps;
    /* Kibibytes of memory for backtracking. */
    uint32_t heap;
} cpcre2_bounds;

/*
 * Compiles a pattern in UTF-8, or returns NULL with PCRE2's error and the offset of the fault in bytes.
 * Automatic callouts stand before every item, so that a search can count its steps.
 */
static inline pcre2_code *cpcre2_compile(
    const unsigned char *pattern, size_t length, uint32_t nesting, int caseless, int *error, size_t *offset) {
    if (pattern == NULL) pattern = (const unsigned char *)"";
    pcre2_compile_context *context = pcre2_compile_context_create(NULL);
    if (context == NULL) {
        *error = PCRE2_ERROR_NOMEMORY;
        *offset = 0;
        return NULL;
    }
    pcre2_set_parens_nest_limit(context, nesting);
    uint32_t options = PCRE2_UTF | PCRE2_NEVER_BACKSLASH_C | PCRE2_AUTO_CALLOUT | (caseless ? PCRE2_CASELESS : 0);
    pcre2_code *code = pcre2_compile(pattern, length, options, error, offset, context);
    pcre2_compile_context_free(context);
    return code;
}

static inline int cpcre2_count_step(pcre2_callout_block *block, void *left) {
    (void)block;
    uint32_t *steps = (uint32_t *)left;
    if (*steps == 0) return PCRE2_ERROR_CALLOUT;
    *steps -= 1;
    return 0;
}

/*
 * Searches a subject in valid UTF-8: 1 found, 0 not found, below 0 PCRE2's error, where the bounds were reached too.
 * PCRE2's own match limit starts afresh at every place of the subject, so it alone bounds no long one.
 */
static inline int cpcre2_search(
    const pcre2_code *code, const unsigned char *subject, size_t length, cpcre2_bounds bounds) {
    if (subject == NULL) subject = (const unsigned char *)"";
    pcre2_match_context *context = pcre2_match_context_create(NULL);
    pcre2_match_data *data = pcre2_match_data_create(1, NULL);
    int result = PCRE2_ERROR_NOMEMORY;
    if (context != NULL && data != NULL) {
        uint32_t left = bounds.steps;
        pcre2_set_callout(context, cpcre2_count_step, &left);
        pcre2_set_match_limit(context, bounds.steps);
        pcre2_set_depth_limit(context, bounds.steps);
        pcre2_set_heap_limit(context, bounds.heap);
        result = pcre2_match(code, subject, length, 0, PCRE2_NO_UTF_CHECK | PCRE2_NO_JIT, data, context);
    }
    pcre2_match_data_free(data);
    pcre2_match_context_free(context);
    return result >= 0 ? 1 : result == PCRE2_ERROR_NOMATCH ? 0 : result;
}

static inline void cpcre2_free(pcre2_code *code) { pcre2_code_free(code); }

/* Writes PCRE2's text for an error; returns its length, or below 0. */
static inline int cpcre2_error_text(int error, unsigned char *text, size_t capacity) {
    return pcre2_get_error_message(error, text, capacity);
}
