package org.tongmai.directory.terminology;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What is known of a code.
 *
 * @param title what the code system is called
 * @param properties property nodes of the CodeSystem, {@code code} and {@code value[x]}
 * @param parents codes right above
 * @param children codes right below
 */
public record Concept(
        String title,
        @Nullable String version,
        String code,
        @Nullable String display,
        @Nullable String definition,
        boolean inactive,
        boolean isAbstract,
        List<Designation> designations,
        List<JsonNode> properties,
        List<String> parents,
        List<String> children) {

    public Concept {
        designations = List.copyOf(designations);
        properties = List.copyOf(properties);
        parents = List.copyOf(parents);
        children = List.copyOf(children);
    }
}
