package org.tongmai.exchange;

import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.tongmai.access.Abroad;
import org.tongmai.access.Abroad.Verdict;
import org.tongmai.access.Caller;
import org.tongmai.access.InstitutionName;
import org.tongmai.access.InstitutionNames;
import org.tongmai.access.Looks;
import org.tongmai.access.Purpose;
import org.tongmai.access.Role;
import org.tongmai.kernel.Problem;
import org.tongmai.store.Fact;
import org.tongmai.store.Page;
import org.tongmai.store.ResourceKey;
import org.tongmai.store.Store;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Gives records to other provinces: what the residents here allow now. The permission is read before each chunk, so one that was
 * taken back ends a running answer, and each chunk is traced before it leaves.
 */
final class RecordGiver {

    static final String RECORD = "/exchange/record";
    static final String ASK = "/exchange/ask";

    /** Resources of one chunk: between two of them the permission is looked at again. */
    private static final int CHUNK = 50;

    /** Resources of one answer; what follows is asked for with the token of the last line. */
    private static final int ANSWER = 1_000;

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Store store;
    private final Abroad abroad;
    private final Looks looks;
    private final InstitutionNames institutions;
    private final Registry registry;
    private final Recognised recognised;
    private final boolean residents;
    private final Runnable catchUp;

    /**
     * @param residents whether residents who signed in at another province see here what is of them
     * @param catchUp reads the registries on, before somebody is refused for what they do not have yet
     */
    RecordGiver(
            Store store,
            Abroad abroad,
            Looks looks,
            InstitutionNames institutions,
            Registry registry,
            Recognised recognised,
            boolean residents,
            Runnable catchUp) {
        this.store = store;
        this.abroad = abroad;
        this.looks = looks;
        this.institutions = institutions;
        this.registry = registry;
        this.recognised = recognised;
        this.residents = residents;
        this.catchUp = catchUp;
    }

    void record(Message message, JsonNode content, Service.Lines lines) throws IOException {
        Purpose purpose = purpose(message);
        Caller caller = caller(message, content.path("who"), purpose);
        if (purpose == Purpose.SELF && !residents) {
            lines.add(Map.of("state", "not-offered"));
            return;
        }
        Set<Long> found = recognised.here(content);
        if (found.isEmpty()) {
            lines.add(Map.of("state", "no-record"));
            return;
        }
        Verdict verdict = abroad.decide(caller, purpose, found);
        lines.add(state(verdict));
        if (verdict.state() == Abroad.State.NO_AUTHORISATION) {
            // while the resident has not answered, the open request itself tells who waits
            abroad.refused(caller, purpose, verdict.person());
        } else if (verdict.state() == Abroad.State.ANSWERED) {
            chunks(caller, purpose, found, Place.parse(content.path("token").asString("")), lines);
        }
    }

    private void chunks(Caller caller, Purpose purpose, Set<Long> found, Place from, Service.Lines lines)
            throws IOException {
        Place place = from;
        int given = 0;
        while (true) {
            Verdict verdict = abroad.decide(caller, purpose, found);
            if (verdict.state() != Abroad.State.ANSWERED) {
                lines.add(state(verdict));
                return;
            }
            List<Long> person = List.copyOf(new TreeSet<>(verdict.person()));
            if (place.index() >= person.size()) {
                return;
            }
            if (given >= ANSWER) {
                lines.add(Map.of("next", place.text()));
                return;
            }
            long compartment = person.get(place.index());
            Page page = store.record(compartment, place.token(), CHUNK, verdict.scope());
            looks.shown(caller, purpose, "page", Set.of(compartment), page.facts());
            if (!page.facts().isEmpty()) {
                lines.add(chunk(compartment, page.facts()));
            }
            given += page.facts().size();
            String next = page.next();
            place = next == null ? new Place(place.index() + 1, null) : new Place(place.index(), next);
        }
    }

    private Map<String, Object> chunk(long compartment, List<Fact> facts) {
        String source = store.sourceOf(compartment).orElse("");
        InstitutionName institution = institutions.named(source);
        List<JsonNode> resources = new ArrayList<>();
        for (Fact fact : facts) {
            if (fact.key().compartment() != ResourceKey.DIRECTORY) {
                resources.add(JSON.readTree(fact.json()));
            }
        }
        Map<String, Object> chunk = new LinkedHashMap<>();
        chunk.put("institution", Map.of("code", institution.code(), "name", institution.name()));
        chunk.put("resources", resources);
        return chunk;
    }

    Object ask(Message message, JsonNode content) {
        Purpose purpose = purpose(message);
        Caller caller = caller(message, content.path("who"), purpose);
        Set<Long> found = recognised.here(content);
        if (found.isEmpty() || purpose != Purpose.CARE) {
            return Map.of("state", "no-record");
        }
        Verdict verdict = abroad.decide(caller, purpose, found);
        if (verdict.state() == Abroad.State.NO_AUTHORISATION) {
            abroad.ask(
                    caller,
                    found.iterator().next(),
                    words(content.path("categories")),
                    words(content.path("classes")),
                    instant(content.path("until").asString("")),
                    content.path("reason").asString(""));
            verdict = abroad.decide(caller, purpose, found);
        }
        return state(verdict);
    }

    private static Map<String, Object> state(Verdict verdict) {
        Map<String, Object> state = new LinkedHashMap<>();
        state.put("state", verdict.state().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        if (verdict.until() != null) {
            state.put("until", verdict.until().toString());
        }
        return state;
    }

    private static Purpose purpose(Message message) {
        if (message.purpose().equals(Purpose.CARE.code())) {
            return Purpose.CARE;
        }
        if (message.purpose().equals(Purpose.SELF.code())) {
            return Purpose.SELF;
        }
        throw Refusals.purposeWrong(message.purpose());
    }

    /** A doctor for care, a resident for the own record; the node of their province vouches for who they are. */
    private Caller caller(Message message, JsonNode who, Purpose purpose) {
        Role role = purpose == Purpose.SELF ? Role.RESIDENT : Role.DOCTOR;
        String account = who.path("account").asString("");
        String name = who.path("name").asString("");
        String institution = who.path("institution").asString("");
        boolean told = !account.isBlank()
                && account.length() <= 100
                && name.length() <= 100
                && (role == Role.RESIDENT || institution.matches("[0-9A-Z]{18}"));
        if (!told) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "exchange.asker-incomplete",
                    "The message does not say who asks.",
                    "Residents see who looked: account, name and institution.",
                    "Send who with account, name and institution.");
        }
        if (role == Role.DOCTOR && !isOf(institution, message.sender())) {
            throw new Problem(
                    Problem.Kind.FORBIDDEN,
                    "exchange.institution-of-another",
                    "The institution " + institution + " is not one of the province that asks.",
                    "A province speaks for the doctors of its own institutions, as the registry of the nation has them.",
                    "Wait until the registry has the institution; a province tells it the nation by itself.");
        }
        return Abroad.caller(message.sender(), account, name, role, role == Role.DOCTOR ? institution : null);
    }

    private boolean isOf(String institution, String province) {
        if (registry.isOf(institution, province)) {
            return true;
        }
        catchUp.run();
        return registry.isOf(institution, province);
    }

    private static List<String> words(JsonNode list) {
        List<String> words = new ArrayList<>();
        list.forEach(each -> words.add(each.asString("")));
        return words;
    }

    private static Instant instant(String written) {
        try {
            return Instant.parse(written);
        } catch (DateTimeParseException unreadable) {
            throw Refusals.unreadable();
        }
    }

    /** Where an answer goes on: in which source patient of the person, and where there. */
    private record Place(
            int index, @org.jspecify.annotations.Nullable String token) {

        static Place parse(String text) {
            int colon = text.indexOf(':');
            try {
                return colon < 1
                        ? new Place(0, null)
                        : new Place(
                                Math.max(0, Integer.parseInt(text.substring(0, colon))),
                                text.length() == colon + 1 ? null : text.substring(colon + 1));
            } catch (NumberFormatException unreadable) {
                throw Refusals.unreadable();
            }
        }

        String text() {
            return index + ":" + (token == null ? "" : token);
        }
    }
}
