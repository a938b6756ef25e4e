package org.tongmai.cli.load;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.tongmai.cli.load.Submission.Slice;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Names what something waits for, as it stands in the file: the node says only in which elements the references are. */
final class Awaited {

    /** What is larger is not read a second time into memory; the elements are named instead. */
    private static final int BYTES_MAX = 64 << 20;

    private static final Pattern STEP = Pattern.compile("([A-Za-z]+)(?:\\[([0-9]{1,6})])?");

    /** The value of a search by which a reference names a patient may be an ID number. */
    private static final Pattern VALUE = Pattern.compile("=[^&]*");

    private Awaited() {}

    /** The length of a file, as far as it is read here. */
    static int size(Path file) {
        try {
            return (int) Math.min(Files.size(file), BYTES_MAX + 1L);
        } catch (IOException gone) {
            return BYTES_MAX + 1;
        }
    }

    /** The references, else the elements that hold them, else the words of the other side. */
    static String named(Path file, Slice slice, Answer.Waiting said) {
        if (said.where().isEmpty()) {
            return said.what();
        }
        JsonNode sent = read(file, slice);
        return said.where().stream()
                .map(where -> reference(sent, where))
                .distinct()
                .collect(Collectors.joining(", "));
    }

    private static JsonNode read(Path file, Slice slice) {
        if (slice.length() > BYTES_MAX) {
            return JsonMapper.shared().missingNode();
        }
        try (FileChannel channel = FileChannel.open(file)) {
            return JsonMapper.shared().readTree(FhirSender.read(channel, slice));
        } catch (IOException | JacksonException gone) {
            return JsonMapper.shared().missingNode();
        }
    }

    /** @param where such as {@code Bundle.entry[0].resource.subject} or, in an entry or a resource, {@code Observation.subject} */
    private static String reference(JsonNode sent, String where) {
        boolean entry = sent.path("resource").isObject() && !sent.has("resourceType");
        JsonNode at = entry ? sent.path("resource") : sent;
        Matcher step = STEP.matcher(where.substring(where.indexOf('.') + 1));
        while (step.find()) {
            at = element(at, step.group(1));
            at = step.group(2) == null ? at : at.path(Integer.parseInt(step.group(2)));
        }
        String reference = at.path("reference").asString("");
        return reference.isEmpty() ? where : VALUE.matcher(reference).replaceAll("=…");
    }

    /** FHIRPath says {@code value} where JSON says {@code valueReference}. */
    private static JsonNode element(JsonNode parent, String name) {
        return parent.has(name) ? parent.path(name) : parent.path(name + "Reference");
    }
}
