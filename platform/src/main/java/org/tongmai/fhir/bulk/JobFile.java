package org.tongmai.fhir.bulk;

/**
 * A file of a job, with the length that is known to be good.
 *
 * @param type of the resources in it
 * @param number from 1
 * @param count lines
 */
record JobFile(Kind kind, String type, int number, long bytes, long count) {

    enum Kind {
        /** Exported resources. */
        OUTPUT,
        /** Bundles that say what was deleted. */
        DELETED,
        /** OperationOutcomes. */
        ERROR,
        /** Lines that were refused, as they were sent. */
        REFUSED,
        /** Lines that wait for what they refer to. */
        WAITING
    }

    String name() {
        String prefix = kind == Kind.OUTPUT ? "" : kind.name().toLowerCase(java.util.Locale.ROOT) + "-";
        return prefix + type + "-" + number + ".ndjson";
    }

    JobFile plus(long moreBytes, long moreLines) {
        return new JobFile(kind, type, number, bytes + moreBytes, count + moreLines);
    }
}
