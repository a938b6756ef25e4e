package org.tongmai.fhir.validation;

import ca.uhn.fhir.context.FhirContext;
import com.github.luben.zstd.Zstd;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.hl7.fhir.r4.model.StructureDefinition;
import org.jspecify.annotations.Nullable;
import org.tongmai.directory.terminology.FhirXml;
import org.tongmai.store.Json;
import tools.jackson.databind.node.ObjectNode;

/**
 * The StructureDefinitions of FHIR R4 from the files that HAPI packages. They are kept compressed and parsed when the validator
 * asks for one: it needs some fifty of the 1,200 for a resource.
 */
final class PackagedProfiles {

    private static final String FOLDER = "/org/hl7/fhir/r4/model/";
    private static final String BASE = "http://hl7.org/fhir/StructureDefinition/";
    private static final List<String> FILES = List.of(
            "profile/profiles-types.xml",
            "profile/profiles-resources.xml",
            "profile/profiles-others.xml",
            "extension/extension-definitions.xml");

    private record Packed(byte[] bytes, int length, boolean type) {}

    private final FhirContext context;
    private final Map<String, Packed> packed = new HashMap<>();

    PackagedProfiles(FhirContext context) {
        this.context = context;
        for (String file : FILES) {
            try (InputStream in =
                    Objects.requireNonNull(PackagedProfiles.class.getResourceAsStream(FOLDER + file), file)) {
                FhirXml.resources(in, this::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void add(ObjectNode resource) {
        if (resource.path("resourceType").asString("").equals("StructureDefinition")) {
            boolean type = !resource.path("derivation").asString("").equals("constraint");
            resource.remove(List.of("mapping", "contact", "description", "purpose", "copyright"));
            resource.path("snapshot").path("element").forEach(element -> ((ObjectNode) element).remove("mapping"));
            resource.path("differential").path("element").forEach(element -> ((ObjectNode) element).remove("mapping"));
            byte[] json = Json.bytes(resource);
            packed.put(resource.path("url").asString(""), new Packed(Zstd.compress(json), json.length, type));
        }
    }

    /** The definition of this URL, or of this type of FHIR; null where there is none. */
    @Nullable
    StructureDefinition find(String url) {
        int bar = url.indexOf('|');
        String bare = bar < 0 ? url : url.substring(0, bar);
        Packed found = packed.get(bare.contains(":") ? bare : BASE + bare);
        return found == null ? null : parse(found);
    }

    /** Those that define types, not profiles and extensions. */
    List<StructureDefinition> types() {
        var out = new ArrayList<StructureDefinition>();
        for (Packed each : packed.values()) {
            if (each.type) {
                out.add(parse(each));
            }
        }
        return out;
    }

    private StructureDefinition parse(Packed each) {
        byte[] json = Zstd.decompress(each.bytes, each.length);
        return context.newJsonParser()
                .parseResource(StructureDefinition.class, new String(json, StandardCharsets.UTF_8));
    }
}
