package org.tongmai.fhir;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;

/**
 * The formats in which resources travel, and which of them a request asks for.
 *
 * @see <a href="http://hl7.org/fhir/R4/http.html#mime-type">FHIR R4 content types</a>
 */
enum Format {
    JSON("application/fhir+json;charset=utf-8"),
    XML("application/fhir+xml;charset=utf-8");

    private final String contentType;

    Format(String contentType) {
        this.contentType = contentType;
    }

    String contentType() {
        return contentType;
    }

    /**
     * The format of the answer: {@code _format} wins over {@code Accept}, of which the one with the highest q-value wins; without
     * either it is JSON.
     *
     * @throws Problem {@code fhir.format-unknown}
     */
    static Format of(@Nullable String format, @Nullable String accept) {
        if (format != null) {
            return named(format.replace(' ', '+')).orElseThrow(Format::unknown);
        }
        if (accept == null || accept.isBlank()) {
            return JSON;
        }
        Format best = null;
        double most = 0;
        for (String range : accept.split(",")) {
            Optional<Format> named = named(range);
            double q = weight(range);
            if (named.isPresent() && q > most) {
                best = named.get();
                most = q;
            }
        }
        if (best == null) {
            throw unknown();
        }
        return best;
    }

    /** What a media type or the short word of {@code _format} means; parameters are left aside. A browser is shown JSON. */
    private static Optional<Format> named(String type) {
        int end = type.indexOf(';');
        String bare = (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT);
        return switch (bare) {
            case "json",
                    "application/fhir+json",
                    "application/json+fhir",
                    "application/json",
                    "text/json",
                    "application/fhir+ndjson",
                    "application/ndjson",
                    "ndjson",
                    "html",
                    "text/html",
                    "*/*",
                    "application/*",
                    "text/*" -> Optional.of(JSON);
            case "xml", "application/fhir+xml", "application/xml+fhir", "application/xml", "text/xml" ->
                Optional.of(XML);
            default -> Optional.empty();
        };
    }

    private static double weight(String range) {
        for (String parameter : range.split(";")) {
            String bare = parameter.strip();
            if (bare.startsWith("q=") || bare.startsWith("Q=")) {
                try {
                    return Double.parseDouble(bare.substring(2).strip());
                } catch (NumberFormatException e) {
                    return 0;
                }
            }
        }
        return 1;
    }

    private static Problem unknown() {
        return new Problem(
                Problem.Kind.NOT_ACCEPTABLE,
                "fhir.format-unknown",
                "The format asked for is not spoken here.",
                "Answers are application/fhir+json or application/fhir+xml.",
                "Ask for one of them in Accept or _format.");
    }
}
