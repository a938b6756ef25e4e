package org.tongmai.fhir.subscription;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tongmai.store.Json;
import org.tongmai.store.Matcher;
import org.tongmai.store.Query;
import org.tongmai.store.QueryText;
import tools.jackson.databind.JsonNode;

/** The topics to which one may subscribe, from files that an operator can edit. */
final class Topics {

    /**
     * What a topic tells of.
     *
     * @param interactions {@code create}, {@code update}, {@code delete}
     * @param current what the resource must be now, a search without chains; null for anything
     * @param previous what it must have been before an update; null for anything
     */
    record Topic(
            String url,
            String type,
            Set<String> interactions,
            @Nullable String current,
            @Nullable String previous) {}

    private final Map<String, Topic> topics = new LinkedHashMap<>();
    private final Function<Query, Matcher> ready;

    /**
     * @param more a file of further topics; null for none
     * @param ready makes a query ready to be asked of single facts
     */
    Topics(@Nullable String more, Function<Query, Matcher> ready) {
        this.ready = ready;
        try (InputStream in = Objects.requireNonNull(Topics.class.getResourceAsStream("/fhir/topics.json"))) {
            add(in.readAllBytes());
            if (more != null) {
                add(Files.readAllBytes(Path.of(more)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void add(byte[] file) {
        for (JsonNode topic : Json.read(file).path("topic")) {
            var interactions = new LinkedHashSet<String>();
            topic.path("interaction").forEach(each -> interactions.add(each.asString("")));
            var read = new Topic(
                    topic.path("url").asString(""),
                    topic.path("resource").asString(""),
                    interactions,
                    text(topic.get("current")),
                    text(topic.get("previous")));
            var _ = now(read);
            var _ = before(read);
            topics.put(read.url(), read);
        }
    }

    private static @Nullable String text(@Nullable JsonNode node) {
        return node == null ? null : node.asString("");
    }

    /** A search of one type, without chains. @throws org.tongmai.kernel.Problem those of the search */
    Matcher matcher(String criteria) {
        return ready.apply(QueryText.read(criteria));
    }

    @Nullable
    Matcher now(Topic topic) {
        return topic.current == null ? null : matcher(topic.type + "?" + topic.current);
    }

    @Nullable
    Matcher before(Topic topic) {
        return topic.previous == null ? null : matcher(topic.type + "?" + topic.previous);
    }

    Optional<Topic> find(String url) {
        return Optional.ofNullable(topics.get(url));
    }
}
