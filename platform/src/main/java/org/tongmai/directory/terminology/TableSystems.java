package org.tongmai.directory.terminology;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.tongmai.directory.CodeTable;
import org.tongmai.directory.Directory;
import org.tongmai.store.Json;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The platform's own code tables as CodeSystems, as they are on a day. */
final class TableSystems {

    /** What precedes the name of a table in the URL of its CodeSystem. */
    static final String SYSTEM = "https://tongmai.org/fhir/CodeSystem/";

    /** What precedes it in the URL of the value set of all its codes. */
    static final String VALUE_SET = "https://tongmai.org/fhir/ValueSet/";

    private TableSystems() {}

    static List<CanonicalResource> all(Directory directory, LocalDate day) {
        var out = new ArrayList<CanonicalResource>();
        for (CodeTable table : directory.codeTables()) {
            byte[] json = Json.bytes(system(directory.codeTable(table.name(), day), day));
            out.add(CanonicalResource.of(json, false, 0, () -> json));
        }
        return out;
    }

    private static ObjectNode system(CodeTable.Content content, LocalDate day) {
        CodeTable table = content.table();
        ObjectNode system = Json.object()
                .put("resourceType", "CodeSystem")
                .put("url", SYSTEM + table.name())
                .put("version", day.toString())
                .put("language", "zh-CN")
                .put("name", table.name())
                .put("title", table.title().zh())
                .put("status", "active")
                .put("publisher", table.source())
                .put("valueSet", VALUE_SET + table.name())
                .put("content", "complete");
        ArrayNode concepts = system.putArray("concept");
        content.codes().forEach(code -> {
            ObjectNode concept = concepts.addObject()
                    .put("code", code.code())
                    .put("display", code.display().zh());
            concept.putArray("designation")
                    .addObject()
                    .put("language", "en")
                    .put("value", code.display().en());
        });
        return system;
    }
}
