package org.tongmai.directory.terminology;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What codes become in another system. */
public record Translation(List<Match> matches) {

    public Translation {
        matches = List.copyOf(matches);
    }

    /** True where one of the matches is a code. */
    public boolean found() {
        return matches.stream().anyMatch(each -> each.equivalence().maps());
    }

    /**
     * One mapping that applies.
     *
     * @param concept null where a map says that there is none
     * @param map canonical URL of the concept map
     * @param products further codes that belong to the match, {@code ConceptMap.group.element.target.product}
     */
    public record Match(Equivalence equivalence, @Nullable Coding concept, String map, List<JsonNode> products) {}

    /**
     * What is asked.
     *
     * @param map null for all that fit
     * @param codings alternatives, each translated
     * @param source canonical of the value set that the maps must begin at; null for any
     * @param target canonical of the value set that the maps must end at; null for any
     * @param targetSystem URL; null for any
     * @param reverse from target to source
     * @param dependencies what {@code dependsOn} of a mapping may rely on: {@code property}, {@code system}, {@code value}
     */
    public record Question(
            @Nullable Which map,
            List<Coding> codings,
            @Nullable String source,
            @Nullable String target,
            @Nullable String targetSystem,
            boolean reverse,
            List<Dependency> dependencies) {}

    /** A value of another element or property. */
    public record Dependency(String property, @Nullable String system, String value) {}
}
