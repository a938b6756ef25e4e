package org.tongmai.intake.codes;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.tongmai.intake.codes.CodeStore.Decision;
import org.tongmai.kernel.UnifiedSocialCreditCode;
import org.tongmai.store.Json;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The ConceptMap of one code system as one institution uses it, made out of its decisions in force: the same decisions make the
 * same map. Two institutions that send codes of one system, such as that of a vendor, have two maps.
 */
final class LocalMap {

    private static final int ID_BYTES = 12;

    /** Under which what has no counterpart stands. */
    private static final String NOWHERE = "";

    private LocalMap() {}

    /** The logical id of the map of a system of an institution. */
    static String id(String institution, String system) {
        return hashed("codes-", institution + " " + system);
    }

    /** A logical id made of a name of any length. */
    static String hashed(String prefix, String name) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return prefix + HexFormat.of().formatHex(hash, 0, ID_BYTES);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** @param at when the last of the decisions was made or taken back */
    static ObjectNode of(String institution, String system, List<Decision> decisions, Instant at) {
        String id = id(institution, system);
        ObjectNode map = Json.object().put("resourceType", "ConceptMap").put("id", id);
        map.putObject("meta")
                .putArray("tag")
                .addObject()
                .put("system", CodeMaps.USE)
                .put("code", CodeMaps.INTAKE);
        map.putArray("extension")
                .addObject()
                .put("url", CodeMaps.INSTITUTION)
                .putObject("valueIdentifier")
                .put("system", UnifiedSocialCreditCode.SYSTEM)
                .put("value", institution);
        map.put("url", "https://tongmai.org/fhir/ConceptMap/" + id).put("version", at.toString());
        map.put("name", "InstitutionCodes").put("title", "机构本地编码对照 " + system);
        map.put("status", "active").put("date", at.toString()).put("sourceUri", system);
        Map<String, List<Decision>> byTarget = decisions.stream()
                .collect(Collectors.groupingBy(
                        each -> each.targetSystem() == null ? NOWHERE : each.targetSystem(),
                        TreeMap::new,
                        Collectors.toList()));
        ArrayNode groups = map.putArray("group");
        byTarget.forEach((target, some) -> {
            ObjectNode group = groups.addObject().put("source", system);
            if (!target.isEmpty()) {
                group.put("target", target);
            }
            ArrayNode elements = group.putArray("element");
            some.forEach(each -> elements.add(element(each)));
        });
        if (groups.isEmpty()) {
            map.remove("group");
        }
        return map;
    }

    private static ObjectNode element(Decision decision) {
        ObjectNode element = Json.object().put("code", decision.code());
        if (!decision.name().isEmpty()) {
            element.put("display", decision.name());
        }
        ObjectNode target = element.putArray("target").addObject();
        ObjectNode decided = target.putArray("extension").addObject().put("url", CodeMaps.DECIDED);
        ArrayNode parts = decided.putArray("extension");
        Instant since = decision.confirmedAt() == null ? decision.decidedAt() : decision.confirmedAt();
        parts.addObject().put("url", "version").put("valueString", since.toString());
        if (decision.validFrom() != null) {
            parts.addObject()
                    .put("url", "from")
                    .put("valueDate", decision.validFrom().toString());
        }
        if (decision.targetCode() != null) {
            target.put("code", decision.targetCode());
        }
        if (decision.targetDisplay() != null && !decision.targetDisplay().isEmpty()) {
            target.put("display", decision.targetDisplay());
        }
        target.put("equivalence", decision.equivalence());
        if (!decision.reason().isEmpty()) {
            target.put("comment", decision.reason());
        }
        return element;
    }
}
