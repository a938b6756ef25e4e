package org.tongmai.store;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.tongmai.kernel.Problem;

/**
 * The resource types of FHIR R4 and the small number under which each is filed.
 *
 * @see <a href="http://hl7.org/fhir/R4/resourcelist.html">FHIR R4 resource list</a>
 */
public final class ResourceTypes {

    /** Shared by all: filed in {@link ResourceKey#DIRECTORY}, not under any patient. */
    private static final Set<String> DIRECTORY = Set.of(
            "Organization",
            "OrganizationAffiliation",
            "Practitioner",
            "PractitionerRole",
            "Location",
            "HealthcareService",
            "Endpoint",
            "InsurancePlan",
            "CodeSystem",
            "ValueSet",
            "ConceptMap",
            "NamingSystem",
            "StructureDefinition",
            "StructureMap",
            "SearchParameter",
            "OperationDefinition",
            "CapabilityStatement",
            "CompartmentDefinition",
            "ImplementationGuide",
            "GraphDefinition",
            "MessageDefinition",
            "TerminologyCapabilities",
            "PlanDefinition",
            "ActivityDefinition",
            "Questionnaire",
            "Library",
            "Measure");

    private static final List<String> NAMES = load();
    private static final Map<String, Short> CODES = new HashMap<>();

    static {
        for (int i = 0; i < NAMES.size(); i++) {
            CODES.put(NAMES.get(i), (short) (i + 1));
        }
    }

    private ResourceTypes() {}

    /** All names, in the order of their codes. */
    public static List<String> names() {
        return NAMES;
    }

    public static boolean exists(String name) {
        return CODES.containsKey(name);
    }

    /** True for types that every patient's records may refer to and that belong to none. */
    public static boolean isDirectory(String name) {
        return DIRECTORY.contains(name);
    }

    static short code(String name) {
        Short code = CODES.get(name);
        if (code == null) {
            throw unknown(name);
        }
        return code;
    }

    static String name(int code) {
        return NAMES.get(code - 1);
    }

    /** The refusal of a type that FHIR R4 does not have. */
    public static Problem unknown(String name) {
        String shown = name.length() > 64 ? name.substring(0, 64) + "…" : name;
        return new Problem(
                Problem.Kind.NOT_FOUND,
                "store.unknown-type",
                "There is no resource type '" + shown + "' in FHIR R4.",
                "The resource types are those of http://hl7.org/fhir/R4/resourcelist.html.",
                "Check the spelling; names are case-sensitive.");
    }

    private static List<String> load() {
        var names = new ArrayList<String>();
        try (var lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(ResourceTypes.class.getResourceAsStream("/fhir/r4/resource-types.txt")),
                StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.startsWith("#")) {
                    names.add(line.strip());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return List.copyOf(names);
    }
}
