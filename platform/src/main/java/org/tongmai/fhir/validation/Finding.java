package org.tongmai.fhir.validation;

import org.jspecify.annotations.Nullable;

/**
 * Something that validation found.
 *
 * @param expression FHIRPath of the element; null where the whole resource is meant
 * @param line of the text validated, from 1; null where not told
 * @param column from 1; null where not told
 */
public record Finding(
        Severity severity,
        String message,
        @Nullable String expression,
        @Nullable Integer line,
        @Nullable Integer column) {

    /** How much it matters, in the words of FHIR. */
    public enum Severity {
        FATAL,
        ERROR,
        WARNING,
        INFORMATION
    }
}
