package org.tongmai.fhir;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;
import org.tongmai.store.Json;
import org.tongmai.store.PatientReference;
import org.tongmai.store.ResourceTypes;
import org.tongmai.store.Slice;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * A received Bundle, skimmed in one pass: what each entry asks for and where its resource stands in the bytes. The resources
 * themselves are parsed one at a time, when they are written.
 *
 * @param type {@code transaction} or {@code batch}
 * @see <a href="http://hl7.org/fhir/R4/bundle.html">FHIR R4 Bundle</a>
 */
record Bundle(String type, List<Entry> entries) {

    /** Most entries that one Bundle may have. */
    static final int ENTRIES_MAX = 50_000;

    /**
     * @param id the id of the resource
     * @param patient the reference to the patient, where the resource's type has one such element
     */
    record Entry(
            int index,
            @Nullable String fullUrl,
            String method,
            String url,
            @Nullable String ifMatch,
            @Nullable String ifNoneMatch,
            @Nullable String ifModifiedSince,
            @Nullable String ifNoneExist,
            @Nullable Slice resource,
            @Nullable String resourceType,
            @Nullable String id,
            @Nullable String patient) {}

    /** The resource type that a body says it is; null where it says none. */
    static @Nullable String typeOf(byte[] bytes) {
        try (JsonParser parser = Json.mapper().createParser(bytes)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            String type = null;
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (name.equals("resourceType") && value == JsonToken.VALUE_STRING) {
                    type = parser.getString();
                    break;
                }
                parser.skipChildren();
            }
            return type;
        } catch (JacksonException e) {
            throw Json.problem(e);
        }
    }

    /** @throws Problem {@code store.not-json}, {@code fhir.bundle-*} */
    static Bundle skim(byte[] bytes) {
        try (JsonParser parser = Json.mapper().createParser(bytes)) {
            return new Skimming(bytes, parser).bundle();
        } catch (JacksonException e) {
            throw Json.problem(e);
        }
    }

    private static final class Skimming {
        private final byte[] bytes;
        private final JsonParser parser;
        private final List<Entry> entries = new ArrayList<>();

        Skimming(byte[] bytes, JsonParser parser) {
            this.bytes = bytes;
            this.parser = parser;
        }

        Bundle bundle() {
            String type = "";
            parser.nextToken();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (name.equals("type") && value == JsonToken.VALUE_STRING) {
                    type = parser.getString();
                } else if (name.equals("entry") && value == JsonToken.START_ARRAY) {
                    while (parser.nextToken() == JsonToken.START_OBJECT) {
                        entry();
                    }
                } else {
                    parser.skipChildren();
                }
            }
            if (parser.nextToken() != null) {
                throw bad("The Bundle is followed by more text.", "Send one Bundle in one request.", List.of());
            }
            return new Bundle(type, entries);
        }

        private void entry() {
            int index = entries.size();
            if (index == ENTRIES_MAX) {
                throw new Problem(
                        Problem.Kind.TOO_LARGE,
                        "fhir.bundle-too-long",
                        "The Bundle has more than " + ENTRIES_MAX + " entries.",
                        "One Bundle is one transaction and is held in memory.",
                        "Send the record in several Bundles.");
            }
            String fullUrl = null;
            Map<String, String> request = Map.of();
            Resource resource = null;
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                switch (name) {
                    case "fullUrl" -> fullUrl = parser.getString();
                    case "request" -> request = value == JsonToken.START_OBJECT ? strings() : Map.of();
                    case "resource" -> resource = value == JsonToken.START_OBJECT ? resource() : null;
                    default -> parser.skipChildren();
                }
            }
            String method = request.get("method");
            String url = request.get("url");
            if (method == null || url == null) {
                throw bad(
                        "An entry has no request.method or no request.url.",
                        "Say in each entry what is to be done.",
                        List.of("Bundle.entry[" + index + "].request"));
            }
            String type = resource == null ? null : resource.members.get("resourceType");
            String member = type == null || !ResourceTypes.exists(type) ? null : PatientReference.member(type);
            entries.add(new Entry(
                    index,
                    fullUrl,
                    method,
                    url,
                    request.get("ifMatch"),
                    request.get("ifNoneMatch"),
                    request.get("ifModifiedSince"),
                    request.get("ifNoneExist"),
                    resource == null ? null : resource.slice,
                    type,
                    resource == null ? null : resource.members.get("id"),
                    member == null || resource == null ? null : resource.members.get(member + ".reference")));
        }

        private record Resource(Slice slice, Map<String, String> members) {}

        /** Top-level strings of the resource, and the {@code reference} of its top-level objects. */
        private Resource resource() {
            int from = (int) parser.currentTokenLocation().getByteOffset();
            var members = new HashMap<String, String>();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (value == JsonToken.START_OBJECT) {
                    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                        boolean reference = parser.currentName().equals("reference");
                        if (parser.nextToken() == JsonToken.VALUE_STRING && reference) {
                            members.put(name + ".reference", parser.getString());
                        } else {
                            parser.skipChildren();
                        }
                    }
                } else if (value == JsonToken.VALUE_STRING && (name.equals("resourceType") || name.equals("id"))) {
                    members.put(name, parser.getString());
                } else {
                    parser.skipChildren();
                }
            }
            int to = (int) parser.currentLocation().getByteOffset();
            return new Resource(new Slice(bytes, from, to - from), members);
        }

        private Map<String, String> strings() {
            var out = new HashMap<String, String>();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                if (parser.nextToken() == JsonToken.VALUE_STRING) {
                    out.put(name, parser.getString());
                } else {
                    parser.skipChildren();
                }
            }
            return out;
        }
    }

    static Problem bad(String what, String mend, List<String> where) {
        return new Problem(
                Problem.Kind.INVALID,
                "fhir.bundle-wrong",
                what,
                "A transaction or batch follows http://hl7.org/fhir/R4/http.html#transaction.",
                mend,
                where);
    }
}
