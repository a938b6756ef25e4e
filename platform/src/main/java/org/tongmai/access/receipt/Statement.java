package org.tongmai.access.receipt;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What somebody declared to have done, when, to how much of what. As an entry of the log it cannot be taken back, nor given another date.
 *
 * @param about with what, such as {@code emergency.event 17}; names nobody
 * @param account login of whoever did it; {@code platform} for the platform itself
 * @param counts how much of what
 * @param institution of whoever did it; null for the platform itself
 * @param kind what was done, such as {@code disposal}
 * @param log name of the log
 */
public record Statement(
        String about,
        String account,
        Instant at,
        SortedMap<String, Integer> counts,
        @Nullable String institution,
        String kind,
        String log,
        String name)
        implements LogEntry {

    /** Form of statements; a later form has a higher number. */
    private static final int VERSION = 1;

    private static final Set<String> MEMBERS =
            Set.of("about", "account", "at", "counts", "institution", "kind", "log", "name", "v");

    public Statement {
        counts = new TreeMap<>(counts);
    }

    @Override
    public String canonical() {
        Canonical text = new Canonical()
                .member("about", about)
                .member("account", account)
                .member("at", at.toString())
                .counts(counts);
        if (institution != null) {
            text.member("institution", institution);
        }
        return text.member("kind", kind).member("log", log).member("name", name).end(VERSION);
    }

    /** Reads a statement however it is laid out; a member that is not known is refused. */
    static Statement read(JsonNode node) throws Unreadable {
        Canonical.check(node, VERSION, MEMBERS);
        try {
            return new Statement(
                    Encoded.text(node, "about"),
                    Encoded.text(node, "account"),
                    Instant.parse(Encoded.text(node, "at")),
                    Canonical.counts(node.path("counts")),
                    node.has("institution") ? Encoded.text(node, "institution") : null,
                    Encoded.text(node, "kind"),
                    Encoded.text(node, "log"),
                    Encoded.text(node, "name"));
        } catch (DateTimeException noTime) {
            throw new Unreadable("时间有误", "the receipt's time is none");
        }
    }
}
