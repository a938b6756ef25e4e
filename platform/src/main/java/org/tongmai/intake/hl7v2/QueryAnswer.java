package org.tongmai.intake.hl7v2;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tongmai.intake.hl7v2.Acknowledgement.Code;
import org.tongmai.kernel.Problem;
import tools.jackson.databind.JsonNode;

/**
 * The answer to a query, RSP^K22 or RSP^K23.
 *
 * @param tag QPD-2 of the query; empty where it could not be read
 * @param qpd the segment of the query; empty where it could not be read
 * @param people what was found
 * @param total how many were found, these and those before and after them; 0 where nobody was, and that is said
 * @param left how many come after these
 * @param pointer where the answer goes on; empty at its end
 * @param problem why there is no answer; null where there is one
 * @see <a href="https://profiles.ihe.net/ITI/TF/Volume2/ITI-21.html">IHE ITI-21, section 3.21.4.2</a>
 * @see <a href="https://profiles.ihe.net/ITI/TF/Volume2/ITI-9.html">IHE ITI-9, section 3.9.4.2</a>
 */
public record QueryAnswer(
        QueryKind kind,
        String tag,
        String qpd,
        List<Person> people,
        int total,
        int left,
        String pointer,
        @Nullable Problem problem) {

    public QueryAnswer {
        people = List.copyOf(people);
    }

    /**
     * One PID.
     *
     * @param patient whose traits are told; null where only numbers are
     * @param identifiers FHIR identifiers
     */
    public record Person(@Nullable JsonNode patient, List<JsonNode> identifiers) {
        public Person {
            identifiers = List.copyOf(identifiers);
        }
    }

    public static QueryAnswer refused(QueryKind kind, String tag, String qpd, Problem problem) {
        return new QueryAnswer(kind, tag, qpd, List.of(), 0, 0, "", problem);
    }

    /** MSA-1. */
    public Code code() {
        return problem == null ? Code.AA : Code.AE;
    }

    /** The message in the separators and the character set of the query. */
    public byte[] write(Header header, String controlId, OffsetDateTime at, Charset charset) {
        boolean national = charset.equals(CharacterSet.GB18030);
        var writer = new Acknowledgement(header);
        String text = writer.header(kind.answer(writer.component()), controlId, at, national)
                + writer.segment(
                        "MSA", code().name(), header.controlId(), problem == null ? "" : writer.escape(problem.what()))
                + (problem == null ? "" : errors(writer, problem))
                + found(writer);
        return text.getBytes(national ? charset : StandardCharsets.UTF_8);
    }

    /** IHE ITI-21: one ERR for each domain that is not known. */
    private static String errors(Acknowledgement writer, Problem problem) {
        List<String> places = problem.where().isEmpty() ? List.of("") : problem.where();
        return places.stream()
                .map(place -> new Problem(
                        problem.kind(),
                        problem.code(),
                        problem.what(),
                        problem.why(),
                        problem.mend(),
                        place.isEmpty() ? List.of() : List.of(place)))
                .map(each -> writer.error(each, Code.AE))
                .collect(Collectors.joining());
    }

    private String found(Acknowledgement writer) {
        var text = new StringBuilder();
        String status = problem != null ? "AE" : total == 0 ? "NF" : "OK";
        text.append(writer.segment(
                "QAK",
                writer.escape(tag),
                status,
                "",
                problem == null ? String.valueOf(total) : "",
                problem == null ? String.valueOf(people.size()) : "",
                problem == null ? String.valueOf(left) : ""));
        text.append(qpd.isEmpty() ? "" : qpd + "\r");
        for (int i = 0; i < people.size(); i++) {
            text.append(pid(writer, people.get(i), i + 1));
        }
        return text.append(pointer.isEmpty() ? "" : writer.segment("DSC", pointer, "I"))
                .toString();
    }

    private static String pid(Acknowledgement writer, Person person, int number) {
        char next = writer.component();
        String more = String.valueOf(writer.repetition());
        String numbers =
                person.identifiers().stream().map(each -> number(writer, each)).collect(Collectors.joining(more));
        JsonNode patient = person.patient();
        if (patient == null) {
            // ITI-9, section 3.9.4.2.2.5: the name is empty, and once more as a pseudonym
            return writer.segment(
                    "PID", "", "", numbers, "", more + String.valueOf(next).repeat(6) + "S");
        }
        return writer.segment(
                "PID",
                String.valueOf(number),
                "",
                numbers,
                "",
                joined(patient, "name", more, name -> name(writer, name)),
                "",
                patient.path("birthDate").asString("").replace("-", ""),
                sex(patient.path("gender").asString("")),
                "",
                "",
                joined(patient, "address", more, address -> address(writer, address)),
                "",
                joined(
                        patient,
                        "telecom",
                        more,
                        phone -> writer.escape(phone.path("value").asString(""))));
    }

    private static String joined(JsonNode patient, String list, String more, Function<JsonNode, String> written) {
        return patient.path(list).valueStream().map(written).collect(Collectors.joining(more));
    }

    private static String number(Acknowledgement writer, JsonNode identifier) {
        String[] parts = Domain.number(identifier);
        String authority = Stream.of(parts[1], parts[2], parts[3])
                .map(writer::escape)
                .collect(Collectors.joining(String.valueOf(writer.subcomponent())));
        return String.join(String.valueOf(writer.component()), writer.escape(parts[0]), "", "", authority, parts[4]);
    }

    private static String name(Acknowledgement writer, JsonNode name) {
        String given =
                name.path("given").valueStream().map(each -> each.asString("")).collect(Collectors.joining(" "));
        String family = name.path("family").asString("");
        boolean parted = !family.isEmpty() && !given.isEmpty();
        return String.join(
                String.valueOf(writer.component()),
                writer.escape(parted ? family : name.path("text").asString(family)),
                writer.escape(parted ? given : ""),
                "",
                "",
                "",
                "",
                "L");
    }

    private static String address(Acknowledgement writer, JsonNode address) {
        return String.join(
                String.valueOf(writer.component()),
                writer.escape(address.path("text").asString("")),
                "",
                writer.escape(address.path("city").asString("")),
                writer.escape(address.path("state").asString("")),
                writer.escape(address.path("postalCode").asString("")));
    }

    private static String sex(String gender) {
        return switch (gender) {
            case "male" -> "M";
            case "female" -> "F";
            case "other" -> "O";
            case "" -> "";
            default -> "U";
        };
    }
}
