package org.tongmai.directory.terminology;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tongmai.directory.terminology.Translation.Match;
import org.tongmai.directory.terminology.Translation.Question;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Translates codes by concept maps. */
final class Translator {

    /** Maps that one question may go through. */
    private static final int MAPS_MAX = 100;

    /** Maps that may follow each other through {@code unmapped.url}. */
    private static final int OTHER_MAPS_MAX = 5;

    /** Matches in one answer. */
    private static final int MATCHES_MAX = 10_000;

    private final Catalogue catalogue;
    private final Question question;
    private final Work work = new Work();
    private final List<Match> matches = new ArrayList<>();

    Translator(Catalogue catalogue, Question question) {
        this.catalogue = catalogue;
        this.question = question;
    }

    Translation translate() {
        for (Coding coding : question.codings()) {
            for (ConceptPairs map : maps(coding)) {
                through(map, coding, 0);
            }
        }
        return new Translation(matches);
    }

    private List<ConceptPairs> maps(Coding coding) {
        return switch (question.map()) {
            case null -> {
                String target = question.targetSystem();
                yield catalogue
                        .maps(
                                question.reverse() ? target : coding.system(),
                                question.reverse() ? coding.system() : target)
                        .stream()
                        .filter(each -> !each.status().equals("retired"))
                        .filter(each ->
                                leads(each, "source", question.source()) && leads(each, "target", question.target()))
                        .limit(MAPS_MAX)
                        .map(catalogue::pairs)
                        .toList();
            }
            case Which.Url url -> List.of(pairs(url.canonical()));
            case Which.Stored stored ->
                List.of(catalogue
                        .stored("ConceptMap", stored.id())
                        .map(catalogue::pairs)
                        .orElseThrow(() -> Refusals.conceptMapUnknown(stored.id())));
            case Which.Inline inline ->
                List.of(ConceptPairsReader.read(org.tongmai.store.Json.bytes(inline.resource())));
        };
    }

    private ConceptPairs pairs(Canonical canonical) {
        return catalogue
                .find("ConceptMap", canonical)
                .map(catalogue::pairs)
                .orElseThrow(() -> Refusals.conceptMapUnknown(canonical.toString()));
    }

    private static boolean leads(CanonicalResource map, String end, @Nullable String valueSet) {
        if (valueSet == null) {
            return true;
        }
        String given = Optional.ofNullable(map.text(end + "Uri")).orElse(map.text(end + "Canonical"));
        return given != null
                && Canonical.of(given).url().equals(Canonical.of(valueSet).url());
    }

    private void through(ConceptPairs map, Coding coding, int depth) {
        for (ConceptPairs.Group group : map.groups()) {
            work.spend(Work.PIECE);
            String from = group.text(question.reverse() ? "target" : "source");
            String to = group.text(question.reverse() ? "source" : "target");
            String version = group.text(question.reverse() ? "targetVersion" : "sourceVersion");
            boolean begins =
                    coding.system() == null || from == null || coding.system().equals(from);
            boolean inVersion = coding.version() == null
                    || version == null
                    || coding.version().equals(version);
            boolean ends =
                    question.targetSystem() == null || question.targetSystem().equals(to);
            if (begins && inVersion && ends) {
                through(map, group, to, coding, depth);
            }
        }
    }

    private void through(ConceptPairs map, ConceptPairs.Group group, @Nullable String to, Coding coding, int depth) {
        List<ConceptPairs.Pair> pairs = group.of(coding.code(), question.reverse());
        work.spend((long) Work.CONCEPT * pairs.size());
        for (ConceptPairs.Pair pair : pairs) {
            if (question.reverse() || applies(pair.more().path("dependsOn"))) {
                add(question.reverse() ? reversed(map, group, to, pair) : match(map, group, to, pair));
            }
        }
        if (pairs.isEmpty() && !question.reverse() && group.header().has("unmapped")) {
            unmapped(map, to, group.header().path("unmapped"), coding, depth);
        }
    }

    private void add(Match match) {
        if (matches.size() == MATCHES_MAX) {
            throw Refusals.costly();
        }
        matches.add(match);
    }

    private static Match match(
            ConceptPairs map, ConceptPairs.Group group, @Nullable String to, ConceptPairs.Pair pair) {
        ObjectNode more = pair.more();
        var products = new ArrayList<JsonNode>();
        more.path("product").forEach(products::add);
        Coding concept = pair.target() == null
                ? null
                : new Coding(to, group.text("targetVersion"), pair.target(), Coding.text(more, "display"));
        return new Match(pair.equivalence(), concept, url(map), products);
    }

    private static Match reversed(
            ConceptPairs map, ConceptPairs.Group group, @Nullable String to, ConceptPairs.Pair pair) {
        return new Match(
                pair.equivalence().reversed(),
                new Coding(to, group.text("sourceVersion"), pair.source(), Coding.text(pair.more(), "sourceDisplay")),
                url(map),
                List.of());
    }

    private void unmapped(ConceptPairs map, @Nullable String to, JsonNode unmapped, Coding coding, int depth) {
        switch (unmapped.path("mode").asString("")) {
            case "provided" ->
                add(new Match(
                        Equivalence.RELATEDTO,
                        new Coding(to, null, coding.code(), coding.display()),
                        url(map),
                        List.of()));
            case "fixed" ->
                add(new Match(
                        Equivalence.RELATEDTO,
                        new Coding(to, null, unmapped.path("code").asString(""), Coding.text(unmapped, "display")),
                        url(map),
                        List.of()));
            case "other-map" -> {
                if (depth < OTHER_MAPS_MAX) {
                    through(pairs(Canonical.of(unmapped.path("url").asString(""))), coding, depth + 1);
                }
            }
            default -> throw Refusals.malformed("ConceptMap.group.unmapped has a mode that FHIR R4 does not know.");
        }
    }

    /** A mapping that depends on other values applies only where all of them were told. */
    private boolean applies(JsonNode dependsOn) {
        for (JsonNode each : dependsOn) {
            String property = each.path("property").asString("");
            String value = each.path("value").asString("");
            String system = Coding.text(each, "system");
            boolean told = question.dependencies().stream()
                    .anyMatch(given -> given.property().equals(property)
                            && given.value().equals(value)
                            && (system == null || given.system() == null || system.equals(given.system())));
            if (!told) {
                return false;
            }
        }
        return true;
    }

    private static String url(ConceptPairs map) {
        String url = map.header().path("url").asString("");
        String version = map.header().path("version").asString("");
        return version.isEmpty() ? url : url + "|" + version;
    }
}
