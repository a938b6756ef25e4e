package org.tongmai.intake.conformance;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.tongmai.intake.conformance.Delivery.Door;
import org.tongmai.intake.hl7v2.Zones;

/** Messages and documents that lie in files, judged without being sent: everything but transport and acknowledgements. */
public final class SampleFiles {

    private static final Pattern MESSAGE = Pattern.compile("(?<=\r)(?=MSH[^A-Za-z0-9])");

    private final Clock clock;
    private final List<Delivery> deliveries = new ArrayList<>();

    /** @param clock by which a message is in the future */
    public SampleFiles(Clock clock) {
        this.clock = clock;
    }

    /** Adds a file of HL7 v2 messages, whose segments may also end with line feeds, or of one CDA document. */
    public void add(byte[] content) {
        // each byte a character, so that nothing is lost whatever the character set is
        String text = new String(content, StandardCharsets.ISO_8859_1);
        int first = text.indexOf('<');
        int header = text.indexOf("MSH");
        if (first >= 0 && (header < 0 || first < header)) {
            add(Door.DOCUMENT, content);
            return;
        }
        String ended = text.replace("\r\n", "\r").replace('\n', '\r');
        for (String message : MESSAGE.split(ended)) {
            if (!message.isBlank()) {
                add(Door.FILE, message.strip().concat("\r").getBytes(StandardCharsets.ISO_8859_1));
            }
        }
    }

    private void add(Door door, byte[] bytes) {
        int number = deliveries.size() + 1;
        deliveries.add(new Delivery(number, clock.instant(), number, door, bytes, Set.of(), Reaction.ACCEPT));
    }

    /** How many messages and documents there are. */
    public int size() {
        return deliveries.size();
    }

    /** What the checks say of all of them. */
    public List<CheckResult> judge(String zone) {
        return Judge.judge(deliveries, Zones.parse(zone));
    }
}
