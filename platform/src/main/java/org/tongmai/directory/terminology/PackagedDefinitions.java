package org.tongmai.directory.terminology;

import com.github.luben.zstd.Zstd;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.tongmai.store.Json;

/**
 * The terminology of FHIR R4 and HL7, from the files that the FHIR validator packages. Read at the first question; afterwards
 * each resource is kept compressed, 2 MB together.
 */
final class PackagedDefinitions {

    private static final String FOLDER = "/org/hl7/fhir/r4/model/valueset/";
    private static final List<String> FILES = List.of("valuesets.xml", "v3-codesystems.xml", "v2-tables.xml");
    private static final Set<String> TYPES = Set.of("CodeSystem", "ValueSet", "ConceptMap");

    /** Built by the first thread that asks. */
    private static final class Loaded {
        static final List<CanonicalResource> ALL = load();
    }

    private PackagedDefinitions() {}

    static List<CanonicalResource> all() {
        return Loaded.ALL;
    }

    private static List<CanonicalResource> load() {
        var out = new ArrayList<CanonicalResource>();
        for (String file : FILES) {
            try (InputStream in =
                    Objects.requireNonNull(PackagedDefinitions.class.getResourceAsStream(FOLDER + file), file)) {
                FhirXml.resources(in, resource -> {
                    if (TYPES.contains(resource.path("resourceType").asString(""))) {
                        out.add(resource(Json.bytes(resource), out.size()));
                    }
                });
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return List.copyOf(out);
    }

    private static CanonicalResource resource(byte[] json, int order) {
        byte[] packed = Zstd.compress(json);
        int length = json.length;
        return CanonicalResource.of(json, false, order, () -> Zstd.decompress(packed, length));
    }
}
