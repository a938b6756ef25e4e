package org.tongmai.intake;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tongmai.access.Caller;
import org.tongmai.access.IdentityQueries;
import org.tongmai.access.IdentityQueries.Found;
import org.tongmai.access.IdentityQueries.Numbered;
import org.tongmai.access.IdentityQueries.Recognised;
import org.tongmai.access.InstitutionNames;
import org.tongmai.access.Role;
import org.tongmai.intake.hl7v2.DemographicsQuery;
import org.tongmai.intake.hl7v2.QueryAnswer;
import org.tongmai.intake.hl7v2.QueryAnswer.Person;
import org.tongmai.intake.hl7v2.QueryKind;
import org.tongmai.intake.hl7v2.QueryMessage;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;
import tools.jackson.databind.JsonNode;

/**
 * Queries over HL7 v2 (IHE ITI-9, ITI-21): answered by the same decisions and with the same trace as those over FHIR. They bring
 * nothing to be stored or run again, so the journal does not keep them; the trace keeps each answer.
 */
final class Questions {

    /** Records of one answer where the query does not say. */
    private static final int RECORDS_DEFAULT = 50;

    private static final int RECORDS_MAX = 200;

    /** Domains of which numbers are wanted, as over FHIR. */
    private static final int DOMAINS_MAX = 100;

    private final @Nullable IdentityQueries identities;
    private final @Nullable InstitutionNames names;
    private final boolean overMllp;

    /** @param overMllp whether queries are answered where MSH-4 alone says who asks */
    Questions(@Nullable IdentityQueries identities, @Nullable InstitutionNames names, boolean overMllp) {
        this.identities = identities;
        this.names = names;
        this.overMllp = overMllp;
    }

    /** Answers nobody. */
    static Questions closed() {
        return new Questions(null, null, false);
    }

    /** @param asking whoever signed in; null where MSH-4 alone says who asks */
    QueryAnswer answer(QueryKind kind, Envelope envelope, @Nullable Caller asking) {
        String tag = "";
        String qpd = "";
        try {
            QueryMessage query = QueryMessage.read(envelope.text());
            tag = query.tag();
            qpd = query.qpd();
            query.quantity(); // a wrong number is refused in either query
            Caller caller = asking == null ? believed(envelope.institution()) : asking;
            return kind == QueryKind.DEMOGRAPHICS
                    ? demographics(query, caller, envelope.institution())
                    : identifiers(query, caller);
        } catch (Problem refused) {
            return QueryAnswer.refused(kind, tag, qpd, refused);
        }
    }

    // -- ITI-9

    private QueryAnswer identifiers(QueryMessage query, Caller caller) {
        Set<String> wanted = wanted(query, QueryKind.IDENTIFIERS);
        String system = query.system().filter(identities()::recognises).orElseThrow(() -> domainUnknown("QPD-3.4"));
        String number = query.number();
        List<Numbered> person = identities().identifiers(caller, system, number).orElseThrow(Questions::numberUnknown);
        List<JsonNode> numbers = person.stream()
                .flatMap(registration -> registration.identifiers().stream())
                .filter(each ->
                        wanted.isEmpty() || wanted.contains(each.path("system").asString("")))
                .filter(each -> !(each.path("system").asString("").equals(system)
                        && each.path("value").asString("").equals(number)))
                .distinct()
                .toList();
        List<Person> people = numbers.isEmpty() ? List.of() : List.of(new Person(null, numbers));
        return new QueryAnswer(QueryKind.IDENTIFIERS, query.tag(), query.qpd(), people, people.size(), 0, "", null);
    }

    // -- ITI-21

    private QueryAnswer demographics(QueryMessage query, Caller caller, String institution) {
        Set<String> wanted = wanted(query, QueryKind.DEMOGRAPHICS);
        DemographicsQuery asked = query.demographics(institution);
        int asks = query.quantity();
        int records = asks == 0 ? RECORDS_DEFAULT : Math.min(asks, RECORDS_MAX);
        Found found = identities().demographics(caller, asked.searches(), asked.described(), after(query), records);
        Map<Long, List<Numbered>> everywhere = identities().identifiers(caller, found);
        List<Person> people = new ArrayList<>();
        for (Recognised each : found.page()) {
            List<JsonNode> numbers = numbers(each, everywhere).stream()
                    .filter(number -> wanted.isEmpty()
                            || wanted.contains(number.path("system").asString("")))
                    .toList();
            if (!numbers.isEmpty() || wanted.isEmpty()) {
                people.add(new Person(each.patient(), numbers));
            }
        }
        String pointer =
                found.left() == 0 ? "" : pointer(query, found.page().getLast().compartment());
        boolean whole = query.pointer().isEmpty() && found.left() == 0;
        int total = whole ? people.size() : found.total();
        return new QueryAnswer(
                QueryKind.DEMOGRAPHICS, query.tag(), query.qpd(), people, total, found.left(), pointer, null);
    }

    /** Of the own institution's patient the numbers everywhere, of another's what is shown of it. */
    private static List<JsonNode> numbers(Recognised patient, Map<Long, List<Numbered>> everywhere) {
        return Stream.concat(
                        patient.patient().path("identifier").valueStream(),
                        everywhere.getOrDefault(patient.compartment(), List.of()).stream()
                                .flatMap(registration -> registration.identifiers().stream()))
                .distinct()
                .toList();
    }

    /** Where the answer is to go on; the pointer holds for the query that it was given for. */
    private static long after(QueryMessage query) {
        if (query.pointer().isEmpty()) {
            return Long.MIN_VALUE;
        }
        int dash = query.pointer().indexOf('-');
        try {
            if (dash > 0 && query.pointer().substring(0, dash).equals(digest(query))) {
                return Long.parseLong(query.pointer().substring(dash + 1), Character.MAX_RADIX);
            }
        } catch (NumberFormatException none) {
            // is no pointer of ours
        }
        throw new Problem(
                Kind.INVALID,
                "intake.continuation-unknown",
                "DSC-1 does not continue this query.",
                "A continuation pointer belongs to the query that it was given for.",
                "Repeat the query as it was, with the pointer of its last answer, or without any.",
                List.of("DSC-1"));
    }

    private static String pointer(QueryMessage query, long last) {
        return digest(query) + "-" + Long.toString(last, Character.MAX_RADIX);
    }

    private static String digest(QueryMessage query) {
        String parameters = query.qpd().replace("|" + query.tag() + "|", "|");
        return HexFormat.of().formatHex(Intake.sha256(parameters.getBytes(StandardCharsets.UTF_8)), 0, 6);
    }

    // -- who asks for which domains

    /** @throws Problem {@code intake.domain-unknown}, {@code intake.domains-too-many} */
    private Set<String> wanted(QueryMessage query, QueryKind kind) {
        List<Optional<String>> domains = query.domains(kind);
        if (domains.size() > DOMAINS_MAX) {
            throw new Problem(
                    Kind.INVALID,
                    "intake.domains-too-many",
                    "The query names more than " + DOMAINS_MAX + " domains.",
                    "Each is looked up before anything is answered.",
                    "Leave them out to learn the numbers of all domains.",
                    List.of("QPD-" + QueryMessage.domainField(kind)));
        }
        List<String> unknown = new ArrayList<>();
        for (int i = 0; i < domains.size(); i++) {
            if (domains.get(i).filter(identities()::recognises).isEmpty()) {
                unknown.add("QPD-" + QueryMessage.domainField(kind) + "[" + (i + 1) + "]");
            }
        }
        if (!unknown.isEmpty()) {
            throw domainUnknown(unknown.toArray(String[]::new));
        }
        return domains.stream().flatMap(Optional::stream).collect(Collectors.toSet());
    }

    private IdentityQueries identities() {
        return Optional.ofNullable(identities).orElseThrow(Questions::notOpen);
    }

    /** A system of the institution in MSH-4, where the operator takes its word. */
    private Caller believed(String institution) {
        if (!overMllp || names == null) {
            throw notOpen();
        }
        String name = Objects.requireNonNull(names).named(institution).name();
        return new Caller("hl7v2/" + institution, name, Role.SYSTEM, institution, null, false);
    }

    private static Problem notOpen() {
        return new Problem(
                Kind.FORBIDDEN,
                "intake.queries-not-open",
                "Queries are not answered at this door.",
                "Nothing proves here who asks, and an answer tells who somebody is.",
                "Post the query to /api/intake/hl7v2 with an access token, or have the operator set"
                        + " tongmai.intake.mllp-queries where only your institutions reach the port.",
                List.of("MSH-4"));
    }

    private static Problem domainUnknown(String... where) {
        return new Problem(
                Kind.CODE_UNKNOWN,
                "intake.domain-unknown",
                "An identifier domain is not known here.",
                "Known are the numbers of registered institutions, named by their codes, and identity documents.",
                "Name the institution's code or the document's OID as assigning authority.",
                List.of(where));
    }

    private static Problem numberUnknown() {
        return new Problem(
                Kind.NOT_FOUND,
                "intake.identifier-unknown",
                "No patient of whom you may know bears this number.",
                "An institution asks about persons whom it registered itself.",
                "Check the number, or register the patient first.",
                List.of("QPD-3.1"));
    }
}
