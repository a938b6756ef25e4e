package org.tongmai.cli.load;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.json.JsonFactory;

/**
 * What must be known of a FHIR file before it is sent, found by reading it once without keeping it.
 *
 * @param key SHA-256 of the content, hexadecimal
 * @param resourceType of the outermost object
 * @param id of the outermost object
 * @param bundleType {@code Bundle.type}
 * @param resources entries of a bundle; 1 for a single resource
 */
record Fingerprint(
        String key,
        @Nullable String resourceType,
        @Nullable String id,
        @Nullable String bundleType,
        int resources) {

    private static final JsonFactory JSON = new JsonFactory();

    /** @throws JacksonException where the file is not JSON */
    static Fingerprint of(Path file) throws IOException {
        MessageDigest digest = sha256();
        String resourceType = null;
        String id = null;
        String bundleType = null;
        int entries = -1;
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest);
                JsonParser json = JSON.createParser(tools.jackson.core.ObjectReadContext.empty(), in)) {
            json.nextToken();
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = json.currentName();
                JsonToken value = json.nextToken();
                switch (name) {
                    case "resourceType" -> resourceType = json.getString();
                    case "id" -> id = json.getString();
                    case "type" -> bundleType = value == JsonToken.VALUE_STRING ? json.getString() : null;
                    case "entry" -> entries = count(json);
                    default -> {}
                }
                json.skipChildren();
            }
            in.transferTo(java.io.OutputStream.nullOutputStream());
        }
        boolean bundle = "Bundle".equals(resourceType);
        int resources = bundle ? Math.max(entries, 0) : 1;
        return new Fingerprint(hex(digest), resourceType, id, bundle ? bundleType : null, resources);
    }

    static String of(byte[] content) {
        MessageDigest digest = sha256();
        digest.update(content);
        return hex(digest);
    }

    private static int count(JsonParser json) {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            return 0;
        }
        int entries = 0;
        while (json.nextToken() != JsonToken.END_ARRAY) {
            json.skipChildren();
            entries++;
        }
        return entries;
    }

    private static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
