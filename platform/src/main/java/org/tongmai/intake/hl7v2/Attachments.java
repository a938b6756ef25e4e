package org.tongmai.intake.hl7v2;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import org.tongmai.store.Json;
import tools.jackson.databind.node.ObjectNode;

/**
 * Documents inside messages (ED, RP, and lines of text) as FHIR attachments.
 *
 * @see <a href="https://www.hl7.eu/HL7v2x/v25/std25/ch02a.html">HL7 v2.5 chapter 2A, sections 2.A.24 and 2.A.64</a>
 */
final class Attachments {

    /** HL7 tables 0191 and 0291 to media types; what names one already stays. */
    private static final Map<String, String> SUBTYPES = Map.ofEntries(
            Map.entry("PDF", "application/pdf"),
            Map.entry("JPEG", "image/jpeg"),
            Map.entry("JPG", "image/jpeg"),
            Map.entry("PNG", "image/png"),
            Map.entry("GIF", "image/gif"),
            Map.entry("TIFF", "image/tiff"),
            Map.entry("DICOM", "application/dicom"),
            Map.entry("HTML", "text/html"),
            Map.entry("XML", "application/xml"),
            Map.entry("RTF", "application/rtf"),
            Map.entry("PLAIN", "text/plain"),
            Map.entry("MSWORD", "application/msword"));

    private Attachments() {}

    /** Encapsulated data (ED): source application, type, subtype, encoding, data. */
    static ObjectNode data(Field field) {
        ObjectNode attachment = Json.object();
        Fhir.put(attachment, "contentType", mediaType(field.text(2), field.text(3)));
        String encoding = field.text(4).toUpperCase(Locale.ROOT);
        String data = field.text(5);
        if (!data.isEmpty()) {
            attachment.put("data", base64(encoding, data));
        }
        return Fhir.put(attachment, "title", field.text(1));
    }

    /** A reference pointer (RP): pointer, application, type, subtype. */
    static ObjectNode pointer(Field field) {
        ObjectNode attachment = Json.object();
        Fhir.put(attachment, "contentType", mediaType(field.text(3), field.text(4)));
        Fhir.put(attachment, "url", field.all(1).replace(" ", "%20"));
        return Fhir.put(attachment, "title", field.text(2));
    }

    /** A text for people. */
    static ObjectNode text(String text) {
        return Json.object()
                .put("contentType", "text/plain; charset=utf-8")
                .put("data", Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static String mediaType(String type, String subtype) {
        if (subtype.contains("/") || type.contains("/")) {
            return subtype.contains("/") ? subtype : type;
        }
        String known = SUBTYPES.getOrDefault(subtype.toUpperCase(Locale.ROOT), "");
        if (!known.isEmpty() || (type.isEmpty() && subtype.isEmpty())) {
            return known;
        }
        String general = type.toLowerCase(Locale.ROOT);
        return subtype.isEmpty() ? general : general + "/" + subtype.toLowerCase(Locale.ROOT);
    }

    /** Base64 stays as it is but for line breaks; hexadecimal and plain texts become it. */
    private static String base64(String encoding, String data) {
        String compact = data.replaceAll("\\s", "");
        if (encoding.equals("HEX") && compact.matches("([0-9A-Fa-f]{2})+")) {
            return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(compact));
        }
        if (encoding.startsWith("BASE64") && isBase64(compact)) {
            return compact;
        }
        return Base64.getEncoder().encodeToString(data.getBytes(StandardCharsets.UTF_8));
    }

    private static boolean isBase64(String text) {
        try {
            return text.length() == 0 || Base64.getDecoder().decode(text).length > 0;
        } catch (IllegalArgumentException other) {
            return false;
        }
    }
}
