package org.tongmai.intake.codes;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.tongmai.store.Edition;
import org.tongmai.store.Json;
import org.tongmai.store.Scope;
import org.tongmai.store.Store;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;

/**
 * The concept maps by which messages are translated, in memory: active ConceptMaps that the platform filed and that are tagged
 * for it; one that names an institution holds for what that institution sends, any other for all. Asking them is a look into a
 * table of hashes; whether they changed is asked for at most every {@link #HOLDS}.
 */
final class CodeMaps {

    /** So long maps are used before the store is asked whether there are others. */
    static final Duration HOLDS = Duration.ofSeconds(5);

    /** Tags a ConceptMap by which messages are translated. */
    static final String USE = "https://tongmai.org/fhir/CodeSystem/terminology-use";

    static final String INTAKE = "intake";

    /** On a map: whose codes it speaks of; without it, those of everybody. */
    static final String INSTITUTION = "https://tongmai.org/fhir/StructureDefinition/mapping-institution";

    /** On a target: in which version of its map it came, and the days of events for which it holds. */
    static final String DECIDED = "https://tongmai.org/fhir/StructureDefinition/mapping-decided";

    /** On a map: the days of events for which it holds. */
    static final String PERIOD = "http://hl7.org/fhir/StructureDefinition/resource-effectivePeriod";

    private static final Set<String> TYPES = Set.of("ConceptMap");

    private final Store store;
    private final Clock clock;
    private final Map<Edition, Pairs> read = new HashMap<>();
    private volatile Snapshot snapshot = new Snapshot(Map.of());
    private volatile Instant until = Instant.MIN;
    private volatile long count = -1;
    private final ReentrantLock renewing = new ReentrantLock();

    CodeMaps(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /**
     * What one map says.
     *
     * @param institution whose codes it speaks of; empty for those of everybody
     * @param bySystem targets by source system and code
     */
    record Pairs(String institution, Map<String, Map<String, List<CodeTarget>>> bySystem) {}

    /**
     * What the maps say at one moment. Never changed.
     *
     * @param byInstitution maps by institution, empty for everybody, and by source system
     */
    record Snapshot(Map<String, Map<String, List<Map<String, List<CodeTarget>>>>> byInstitution) {

        /** What is said of a code that an institution sends, of whatever day. */
        List<CodeTarget> targets(String institution, String system, String code) {
            List<CodeTarget> all = said("", system, code);
            List<CodeTarget> own = institution.isEmpty() ? List.of() : said(institution, system, code);
            if (own.isEmpty() || all.isEmpty()) {
                return own.isEmpty() ? all : own;
            }
            List<CodeTarget> both = new ArrayList<>(own);
            both.addAll(all);
            return both;
        }

        private List<CodeTarget> said(String institution, String system, String code) {
            List<Map<String, List<CodeTarget>>> maps =
                    byInstitution.getOrDefault(institution, Map.of()).get(system);
            if (maps == null) {
                return List.of();
            }
            if (maps.size() == 1) {
                return maps.getFirst().getOrDefault(code, List.of());
            }
            List<CodeTarget> all = new ArrayList<>();
            maps.forEach(map -> all.addAll(map.getOrDefault(code, List.of())));
            return all;
        }
    }

    Snapshot now() {
        if (clock.instant().isAfter(until)) {
            renew(false);
        }
        return snapshot;
    }

    /** Reads what changed, at once. */
    void changed() {
        renew(true);
    }

    /** Who finds somebody at it goes on with the maps before, save at the very first. */
    private void renew(boolean atOnce) {
        if (atOnce || count < 0) {
            renewing.lock();
        } else if (!renewing.tryLock()) {
            return;
        }
        try {
            read(atOnce);
        } finally {
            renewing.unlock();
        }
    }

    private void read(boolean atOnce) {
        Instant now = clock.instant();
        if (!atOnce && !now.isAfter(until)) {
            return;
        }
        until = now.plus(HOLDS);
        long standing = store.editionCount(TYPES);
        if (standing == count) {
            return;
        }
        // what an institution files over FHIR decides nothing about the messages of others
        List<Edition> editions =
                store.editions(TYPES).stream().filter(Edition::platform).toList();
        read.keySet().retainAll(Set.copyOf(editions));
        Map<String, Map<String, List<Map<String, List<CodeTarget>>>>> all = new HashMap<>();
        for (Edition edition : editions) {
            Pairs pairs = read.computeIfAbsent(edition, this::pairs);
            var bySystem = all.computeIfAbsent(pairs.institution(), none -> new HashMap<>());
            pairs.bySystem()
                    .forEach((system, some) -> bySystem.computeIfAbsent(system, none -> new ArrayList<>())
                            .add(some));
        }
        snapshot = new Snapshot(all);
        count = standing;
    }

    private Pairs pairs(Edition edition) {
        byte[] body = store.version(edition.type(), edition.id(), edition.version(), Scope.everything())
                .orElseThrow()
                .json();
        return read(body);
    }

    /** The pairs of a map by source system and code; nothing where it is not for messages. */
    static Pairs read(byte[] body) {
        Header header = new Header();
        List<Group> groups = new ArrayList<>();
        try (JsonParser parser = Json.mapper().createParser(body)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                if (name.equals("group")) {
                    while (parser.nextToken() == JsonToken.START_OBJECT) {
                        groups.add(group(parser));
                    }
                } else {
                    header.take(name, parser.<JsonNode>readValueAsTree());
                }
            }
        }
        Map<String, Map<String, List<CodeTarget>>> all = new HashMap<>();
        if (header.counts) {
            for (Group group : groups) {
                Map<String, List<CodeTarget>> pairs = all.computeIfAbsent(group.source, none -> new HashMap<>());
                for (Pair pair : group.pairs) {
                    CodeTarget target = target(header, group, pair.target());
                    List<CodeTarget> others = pairs.get(pair.code());
                    if (others == null) {
                        pairs.put(pair.code(), List.of(target));
                    } else {
                        List<CodeTarget> more = new ArrayList<>(others);
                        more.add(target);
                        pairs.put(pair.code(), List.copyOf(more));
                    }
                }
            }
        }
        return new Pairs(header.institution, all);
    }

    private static final class Header {
        private boolean active;
        private boolean counts;
        private boolean tagged;
        private String institution = "";
        private String url = "";
        private String version = "";
        private String from = "";
        private String until = "";

        void take(String name, JsonNode value) {
            switch (name) {
                case "url" -> url = value.asString("");
                case "version" -> version = value.asString("");
                case "status" -> active = value.asString("").equals("active");
                case "meta" ->
                    value.path("tag")
                            .forEach(tag ->
                                    tagged |= tag.path("system").asString("").equals(USE)
                                            && tag.path("code").asString("").equals(INTAKE));
                case "extension" ->
                    value.forEach(each -> {
                        switch (each.path("url").asString("")) {
                            case PERIOD -> {
                                from = day(each.at("/valuePeriod/start").asString(""), "-01-01");
                                until = day(each.at("/valuePeriod/end").asString(""), "-99-99");
                            }
                            case INSTITUTION ->
                                institution = each.at("/valueIdentifier/value").asString("");
                            default -> {
                                // of no concern here
                            }
                        }
                    });
                default -> {
                    // of no concern here
                }
            }
            counts = active && tagged;
        }
    }

    /** A date of FHIR as a day; what a month or a year leaves open is filled up, so that days can be compared as text. */
    private static String day(String told, String open) {
        return switch (told.length()) {
            case 0 -> "";
            case 4 -> told + open;
            case 7 -> told + open.substring(3);
            default -> told.substring(0, Math.min(10, told.length()));
        };
    }

    private record Pair(String code, JsonNode target) {}

    private static final class Group {
        private String source = "";
        private String target = "";
        private @Nullable String targetVersion;
        private final List<Pair> pairs = new ArrayList<>();
    }

    private static Group group(JsonParser parser) {
        Group group = new Group();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            switch (name) {
                case "source" -> group.source = parser.getString();
                case "target" -> group.target = parser.getString();
                case "targetVersion" -> group.targetVersion = parser.getString();
                case "element" -> {
                    while (parser.nextToken() == JsonToken.START_OBJECT) {
                        JsonNode element = parser.readValueAsTree();
                        String code = element.path("code").asString("");
                        element.path("target").forEach(target -> group.pairs.add(new Pair(code, target)));
                    }
                }
                default -> parser.skipChildren();
            }
        }
        return group;
    }

    private static CodeTarget target(Header header, Group group, JsonNode target) {
        String version = header.version;
        String from = header.from;
        String until = header.until;
        for (JsonNode extension : target.path("extension")) {
            if (extension.path("url").asString("").equals(DECIDED)) {
                for (JsonNode each : extension.path("extension")) {
                    switch (each.path("url").asString("")) {
                        case "version" -> version = each.path("valueString").asString("");
                        case "from" -> from = each.path("valueDate").asString("");
                        case "until" -> until = each.path("valueDate").asString("");
                        default -> {
                            // of no concern here
                        }
                    }
                }
            }
        }
        return new CodeTarget(
                group.target,
                group.targetVersion,
                text(target.path("code")),
                text(target.path("display")),
                target.path("equivalence").asString("equivalent"),
                version.isEmpty() ? header.url : header.url + "|" + version,
                from,
                until);
    }

    private static @Nullable String text(JsonNode node) {
        String text = node.asString("");
        return text.isEmpty() ? null : text;
    }
}
