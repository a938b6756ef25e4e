package org.tongmai.kernel;

import java.util.List;

/**
 * A refusal that the caller can act on. It says what is wrong, why, and how to mend it; it never carries personal data.
 *
 * <p>Rendered as {@code OperationOutcome} under {@code /fhir} and as RFC 9457 problem elsewhere.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>
 */
public final class Problem extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** The closed set of refusals: fixes the HTTP status and the FHIR issue code together. */
    public enum Kind {
        /** The input cannot be read at all. */
        MALFORMED(400, "structure"),
        /** The input is readable and breaks a rule of its format. */
        INVALID(400, "invalid"),
        /** The input names a system or code that is not known here. */
        CODE_UNKNOWN(400, "code-invalid"),
        /** The input asks for a system that is not known here. IHE PIXm ITI-83 has 403 for it. */
        TARGET_UNKNOWN(403, "code-invalid"),
        /** The caller is not known. */
        UNAUTHENTICATED(401, "login"),
        /** The caller is known and may not do this. */
        FORBIDDEN(403, "forbidden"),
        /** There is no such thing, or none that the caller may know of. */
        NOT_FOUND(404, "not-found"),
        /** This kind of interaction does not exist here. */
        NOT_SUPPORTED(405, "not-supported"),
        /** None of the formats that the caller would take is spoken here. */
        NOT_ACCEPTABLE(406, "not-supported"),
        /** The thing existed and was deleted. */
        GONE(410, "deleted"),
        /** The change collides with another one. */
        CONFLICT(409, "conflict"),
        /** The version or the condition that the caller named does not hold. */
        PRECONDITION_FAILED(412, "conflict"),
        /** The input or the query is larger than what is accepted. */
        TOO_LARGE(413, "too-long"),
        /** The input is of a media type or character set that is not spoken here. */
        UNSUPPORTED_MEDIA(415, "not-supported"),
        /** The input is well formed and breaks a rule of the domain. */
        UNPROCESSABLE(422, "business-rule"),
        /** A resource that the input refers to does not exist (yet). */
        MISSING_REFERENCE(422, "not-found"),
        /** This caller asks more than it may in a time. RFC 6585 §4. */
        THROTTLED(429, "throttled"),
        /** Too much at once; the same request may succeed later. */
        BUSY(503, "throttled");

        private final int status;
        private final String issue;

        Kind(int status, String issue) {
            this.status = status;
            this.issue = issue;
        }

        /** The HTTP status. */
        public int status() {
            return status;
        }

        /** The code of {@code OperationOutcome.issue.code}. */
        public String issue() {
            return issue;
        }
    }

    private final Kind kind;
    private final String code;
    private final String why;
    private final String mend;
    private final List<String> where;

    /**
     * @param code stable, {@code capability.what-is-wrong}, listed in {@code docs/reference/errors.md}
     * @param what one sentence: what is wrong
     * @param why one sentence: which rule says so
     * @param mend one sentence: what the caller can do
     */
    public Problem(Kind kind, String code, String what, String why, String mend) {
        this(kind, code, what, why, mend, List.of());
    }

    /** @param where FHIRPath or field positions at fault, without values */
    public Problem(Kind kind, String code, String what, String why, String mend, List<String> where) {
        super(what, null, false, false);
        this.kind = kind;
        this.code = code;
        this.why = why;
        this.mend = mend;
        this.where = List.copyOf(where);
    }

    public Kind kind() {
        return kind;
    }

    public String code() {
        return code;
    }

    /** What is wrong, in one sentence. */
    public String what() {
        return String.valueOf(getMessage());
    }

    /** Which rule says so. */
    public String why() {
        return why;
    }

    /** What the caller can do. */
    public String mend() {
        return mend;
    }

    /** FHIRPath or field positions at fault; empty where the whole input is meant. */
    public List<String> where() {
        return where;
    }
}
