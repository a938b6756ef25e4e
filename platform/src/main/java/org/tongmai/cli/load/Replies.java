package org.tongmai.cli.load;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/** Reads answers: FHIR bundles and outcomes, RFC 9457 problems, HL7 v2 acknowledgements. */
final class Replies {

    // Entries are read one by one out of a longer text.
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final JsonFactory JSON = new JsonFactory();

    /** An error text longer than this is cut in reports. */
    private static final int TEXT_MAX = 300;

    private Replies() {}

    /** The answer to each entry of a bundle, in order; read as a stream, for it may have 14,000 of them. */
    static List<Answer> entries(InputStream bundle) throws IOException {
        List<Answer> answers = new ArrayList<>();
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), bundle)) {
            json.nextToken();
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = json.currentName();
                JsonToken value = json.nextToken();
                if (name.equals("entry") && value == JsonToken.START_ARRAY) {
                    while (json.nextToken() != JsonToken.END_ARRAY) {
                        answers.add(entry(MAPPER.readTree(json)));
                    }
                } else {
                    json.skipChildren();
                }
            }
        } catch (JacksonIOException broken) {
            throw new IOException("the connection ended within the answer", broken);
        } catch (JacksonException unreadable) {
            throw new Problem(
                    Kind.INVALID,
                    "cli.answer-unreadable",
                    "The answer is not a FHIR bundle.",
                    "A node answers a bundle with a bundle: " + unreadable.getOriginalMessage(),
                    "Check that --to is the address of a node.");
        }
        return answers;
    }

    private static Answer entry(JsonNode entry) {
        JsonNode response = entry.path("response");
        String status = response.path("status").asString("");
        if (status.startsWith("2")) {
            return new Answer.Stored(1);
        }
        return refusal(response.path("outcome"), "http-" + (status.length() < 3 ? "unknown" : status.substring(0, 3)));
    }

    /** A refusal of the whole, from an OperationOutcome or an RFC 9457 problem. */
    static Answer refusal(int status, byte[] body) {
        try {
            return refusal(MAPPER.readTree(body), "http-" + status);
        } catch (JacksonException notJson) {
            return new Answer.Refused("http-" + status, "the answer is not JSON");
        }
    }

    private static Answer refusal(JsonNode outcome, String otherwise) {
        JsonNode issue = outcome.path("issue").path(0);
        String code =
                firstOf(otherwise, issue.path("details").path("coding").path(0).path("code"), outcome.path("code"));
        String what = firstOf(
                "",
                issue.path("details").path("text"),
                issue.path("diagnostics"),
                outcome.path("detail"),
                outcome.path("title"));
        List<String> where = issue.path("expression")
                .valueStream()
                .map(each -> each.asString(""))
                .toList();
        return Answer.refusal(code, cut(where.isEmpty() ? what : what + " (" + String.join(", ", where) + ")"), where);
    }

    private static String firstOf(String otherwise, JsonNode... candidates) {
        for (JsonNode candidate : candidates) {
            @Nullable String text = candidate.asString("");
            if (text != null && !text.isEmpty()) {
                return text;
            }
        }
        return otherwise;
    }

    /** The acknowledgement of an HL7 v2 message: MSA-1, and from ERR the code (5, else 3) and the text (8, else 7). */
    static Answer acknowledgement(String er7) {
        String code = "";
        String what = "";
        String verdict = "";
        for (String segment : er7.split("[\\r\\n]+")) {
            String[] fields = segment.split("\\|", -1);
            if (fields[0].endsWith("MSA")) {
                verdict = field(fields, 1);
                what = what.isEmpty() ? field(fields, 3) : what;
            } else if (fields[0].equals("ERR") && code.isEmpty()) {
                code = component(field(fields, 5).isEmpty() ? field(fields, 3) : field(fields, 5));
                String text = field(fields, 8).isEmpty() ? field(fields, 7) : field(fields, 8);
                what = text.isEmpty() ? what : text;
            }
        }
        return switch (verdict) {
            case "AA", "CA" -> new Answer.Stored(1);
            case "" -> new Answer.Refused("no-acknowledgement", "the answer holds no MSA segment");
            default -> Answer.refusal(code.isEmpty() ? verdict : code, cut(what), List.of());
        };
    }

    private static String field(String[] fields, int index) {
        return index < fields.length ? fields[index] : "";
    }

    private static String component(String field) {
        int end = field.indexOf('^');
        return end < 0 ? field : field.substring(0, end);
    }

    private static String cut(String text) {
        return text.length() <= TEXT_MAX ? text : text.substring(0, TEXT_MAX) + "…";
    }
}
