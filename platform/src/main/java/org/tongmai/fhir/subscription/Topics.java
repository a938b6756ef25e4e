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
import org.jspecify.annotations.Nullable;
import org.tongmai.store.Json;
import org.tongmai.store.Matcher;
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
            @Nullable String previous) {

        @Nullable
        Matcher now() {
            return current == null ? null : Matcher.of(QueryText.read(type + "?" + current));
        }

        @Nullable
        Matcher before() {
            return previous == null ? null : Matcher.of(QueryText.read(type + "?" + previous));
        }
    }

    private final Map<String, Topic> topics = new LinkedHashMap<>();

    /** @param more a file of further topics; null for none */
    Topics(@Nullable String more) {
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
            var _ = read.now();
            var _ = read.before();
            topics.put(read.url(), read);
        }
    }

    private static @Nullable String text(@Nullable JsonNode node) {
        return node == null ? null : node.asString("");
    }

    Optional<Topic> find(String url) {
        return Optional.ofNullable(topics.get(url));
    }
}
