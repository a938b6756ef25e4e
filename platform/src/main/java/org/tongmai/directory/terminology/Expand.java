package org.tongmai.directory.terminology;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a value set is to be expanded; the names are those of the operation's parameters.
 *
 * @param filter words that each code shown must have in code, display or designations; empty for none
 * @param count at most so many; null where not told
 * @param designations languages or uses of the designations shown; empty for all
 * @see <a href="http://hl7.org/fhir/R4/valueset-operation-expand.html">FHIR R4 $expand</a>
 */
public record Expand(
        String filter,
        int offset,
        @Nullable Integer count,
        boolean activeOnly,
        boolean includeDesignations,
        List<String> designations,
        @Nullable String displayLanguage,
        boolean includeDefinition,
        boolean excludeNotForUI,
        Versions versions) {

    public static final Expand ALL = new Expand("", 0, null, false, false, List.of(), null, false, false, Versions.ANY);

    public Expand {
        designations = List.copyOf(designations);
    }
}
