package org.tongmai.intake.codes;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tongmai.access.InstitutionSystems;
import org.tongmai.intake.hl7v2.Units;
import org.tongmai.store.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Puts standard codes beside the codes that were sent, and takes them away again. What was sent is never touched: without what
 * was added a resource is what it was, byte for byte.
 */
final class Translating {

    /** On a coding, and on a quantity whose unit got a code: by which map and version. */
    static final String BY = "https://tongmai.org/fhir/StructureDefinition/translated-by";

    /** On a quantity: the coded unit that was sent, where it had a code that is not of UCUM. */
    static final String SENT = "https://tongmai.org/fhir/StructureDefinition/sent-unit";

    /** Codes that one coded value may get. */
    private static final int ADDED_MAX = 10;

    /** Code systems of no nation and no standard body: an institution's own, or numbered by somebody unknown. */
    private static final Pattern OWN = Pattern.compile(
            "https://tongmai\\.org/fhir/institution/.*|urn:oid:(?!2\\.16\\.156\\.10011\\.|2\\.16\\.840\\.1\\.113883\\.).*");

    private final CodeMaps.Snapshot maps;

    Translating(CodeMaps.Snapshot maps) {
        this.maps = maps;
    }

    /** What became of a code of an institution. */
    enum Came {
        UNMAPPED,
        MAPPED,
        /** Somebody said that it has no counterpart, or none that may be put beside it. */
        NONE
    }

    /**
     * A code of an institution's own, where it was met.
     *
     * @param unit of the value that was measured; null for none
     * @param beside a standard code that the sender put beside it, as {@code system|code}
     */
    record Met(
            CodeKind kind,
            String system,
            String code,
            String name,
            Came came,
            @Nullable BigDecimal value,
            @Nullable String unit,
            @Nullable String specimen,
            @Nullable String beside) {}

    /** Takes what was met. */
    @FunctionalInterface
    interface Sink {
        void met(Met met);

        /** For who does not count. */
        Sink NOBODY = met -> {};
    }

    static boolean own(String system) {
        return OWN.matcher(system).matches();
    }

    /**
     * Takes what an earlier translation added and adds what the maps say now.
     *
     * @param institution whose codes and units these are
     * @param day of the event where the resource does not tell
     */
    void translate(ObjectNode resource, String institution, String day, Sink sink) {
        String told = CodedPlaces.day(resource);
        String at = told == null ? day : told;
        CodedPlaces.concepts(resource, (kind, concept, part) -> concept(institution, kind, concept, part, at, sink));
        CodedPlaces.quantities(
                resource, (quantity, counted) -> unit(institution, quantity, at, counted ? sink : Sink.NOBODY));
    }

    private void concept(
            String institution, CodeKind kind, ObjectNode concept, ObjectNode part, String day, Sink sink) {
        if (!(concept.path("coding") instanceof ArrayNode codings) || codings.isEmpty()) {
            return;
        }
        List<JsonNode> before = new ArrayList<>();
        for (int i = codings.size() - 1; i >= 0; i--) {
            if (by(codings.get(i)) != null) {
                before.add(codings.remove(i));
            }
        }
        int sent = codings.size();
        boolean decided = false;
        for (int i = 0; i < codings.size() && codings.size() < sent + ADDED_MAX; i++) {
            JsonNode coding = codings.get(i);
            String system = coding.path("system").asString("");
            String code = coding.path("code").asString("");
            for (CodeTarget target : maps.targets(institution, system, code)) {
                if (target.holds(day)) {
                    boolean adds = target.code() != null && kind.adds(target.equivalence());
                    decided |= !adds && i < sent;
                    if (adds && !holds(codings, target)) {
                        codings.add(same(before, target));
                    }
                }
            }
        }
        for (int i = 0; i < sent; i++) {
            JsonNode coding = codings.get(i);
            if (own(coding.path("system").asString(""))
                    && !coding.path("code").asString("").isEmpty()) {
                sink.met(met(kind, coding, concept, codings, sent, part, decided));
            }
        }
    }

    private static Met met(
            CodeKind kind,
            JsonNode coding,
            ObjectNode concept,
            ArrayNode codings,
            int sent,
            ObjectNode part,
            boolean decided) {
        String beside = null;
        boolean standard = codings.size() > sent;
        for (int i = 0; i < sent; i++) {
            String system = codings.get(i).path("system").asString("");
            if (!system.isEmpty() && !own(system)) {
                standard = true;
                beside = system + "|" + codings.get(i).path("code").asString("");
            }
        }
        String display = coding.path("display").asString("");
        JsonNode quantity = part.path("valueQuantity");
        JsonNode value = quantity.path("value");
        String unit = quantity.path("code").asString(quantity.path("unit").asString(""));
        String specimen = part.path("specimen").path("display").asString("");
        return new Met(
                kind,
                coding.path("system").asString(""),
                coding.path("code").asString(""),
                display.isEmpty() ? concept.path("text").asString("") : display,
                standard ? Came.MAPPED : decided ? Came.NONE : Came.UNMAPPED,
                value.isNumber() ? value.decimalValue() : null,
                unit.isEmpty() ? null : unit,
                specimen.isEmpty() ? null : specimen,
                beside);
    }

    private static boolean holds(ArrayNode codings, CodeTarget target) {
        for (JsonNode each : codings) {
            if (each.path("system").asString("").equals(target.system())
                    && each.path("code").asString("").equals(target.code())) {
                return true;
            }
        }
        return false;
    }

    /**
     * What was added before is added as it was, also where the map has a new version that says the same: only a change of what is
     * said makes another version of a record.
     */
    private static ObjectNode same(List<JsonNode> before, CodeTarget target) {
        ObjectNode now = coding(target);
        for (JsonNode each : before) {
            if (sameMap(by(each), target) && without(each).equals(without(now))) {
                return (ObjectNode) each;
            }
        }
        return now;
    }

    private static ObjectNode without(JsonNode coding) {
        ObjectNode copy = (ObjectNode) coding.deepCopy();
        copy.remove("extension");
        return copy;
    }

    /** Whether it is the same map, of whatever version. */
    private static boolean sameMap(@Nullable String before, CodeTarget target) {
        return before != null && url(before).equals(url(target.map()));
    }

    private static String url(String canonical) {
        int bar = canonical.indexOf('|');
        return bar < 0 ? canonical : canonical.substring(0, bar);
    }

    private static ObjectNode coding(CodeTarget target) {
        ObjectNode coding = Json.object();
        coding.putArray("extension").addObject().put("url", BY).put("valueCanonical", target.map());
        coding.put("system", target.system());
        if (target.version() != null) {
            coding.put("version", target.version());
        }
        coding.put("code", target.code());
        if (target.display() != null) {
            coding.put("display", target.display());
        }
        return coding;
    }

    private static @Nullable String by(JsonNode coding) {
        for (JsonNode each : coding.path("extension")) {
            if (each.path("url").asString("").equals(BY)) {
                return each.path("valueCanonical").asString("");
            }
        }
        return null;
    }

    // -- units

    private void unit(String institution, ObjectNode quantity, String day, Sink sink) {
        String by = by(quantity);
        String unit = quantity.path("code").asString("");
        restore(quantity);
        String system = quantity.path("system").asString("");
        String words = quantity.path("unit").asString("");
        String sent = quantity.path("code").asString("");
        String code = system.isEmpty() ? words : sent;
        // a code of no system says nothing that could be looked up, and is not to be written over
        if (code.isEmpty() || system.equals(Units.SYSTEM) || system.isEmpty() && !sent.isEmpty()) {
            return;
        }
        String from = system.isEmpty() ? InstitutionSystems.of(institution, "unit") : system;
        CodeTarget found = null;
        boolean decided = false;
        for (CodeTarget target : maps.targets(institution, from, code)) {
            if (target.holds(day)) {
                boolean adds = Units.SYSTEM.equals(target.system())
                        && target.code() != null
                        && CodeKind.UNIT.adds(target.equivalence());
                decided |= !adds;
                found = adds ? target : found;
            }
        }
        Came came = found != null ? Came.MAPPED : decided ? Came.NONE : Came.UNMAPPED;
        if (own(from)) {
            JsonNode value = quantity.path("value");
            BigDecimal number = value.isNumber() ? value.decimalValue() : null;
            sink.met(new Met(CodeKind.UNIT, from, code, words, came, number, null, null, null));
        }
        if (found != null) {
            boolean same = sameMap(by, found) && unit.equals(found.code());
            normalise(quantity, system, code, found, same && by != null ? by : found.map());
        }
    }

    /** The value and the words of the unit stay; beside them stands the unit in UCUM. */
    private static void normalise(ObjectNode quantity, String system, String code, CodeTarget target, String by) {
        ArrayNode extensions = quantity.withArray("extension");
        extensions.addObject().put("url", BY).put("valueCanonical", by);
        if (!system.isEmpty()) {
            extensions
                    .addObject()
                    .put("url", SENT)
                    .putObject("valueCoding")
                    .put("system", system)
                    .put("code", code);
        }
        quantity.put("system", Units.SYSTEM).put("code", Objects.requireNonNull(target.code()));
    }

    private static void restore(ObjectNode quantity) {
        if (by(quantity) == null || !(quantity.path("extension") instanceof ArrayNode extensions)) {
            return;
        }
        quantity.remove(List.of("system", "code"));
        for (int i = extensions.size() - 1; i >= 0; i--) {
            JsonNode each = extensions.get(i);
            String url = each.path("url").asString("");
            if (url.equals(SENT)) {
                quantity.put("system", each.at("/valueCoding/system").asString(""));
                quantity.put("code", each.at("/valueCoding/code").asString(""));
            }
            if (url.equals(SENT) || url.equals(BY)) {
                extensions.remove(i);
            }
        }
        if (extensions.isEmpty()) {
            quantity.remove("extension");
        }
    }
}
