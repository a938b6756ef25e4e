package org.tongmai.fhir.subscription;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;
import org.tongmai.store.Fact;
import org.tongmai.store.Matcher;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a Subscription asks for, made ready.
 *
 * @param topic canonical URL; null for a plain R4 subscription
 * @param now what a resource must be; null for anything
 * @param before what it must have been before an update; null for anything
 * @param filters all of which it must be besides
 * @param interactions that are told of
 * @param headers lines to be sent along; they may hold secrets
 * @param payload null where the notification is to be empty
 * @param heartbeat seconds; 0 for none
 * @param timeout seconds; 0 for the server's own
 * @param most events in one notification
 * @see <a href="http://hl7.org/fhir/R4/subscription.html">FHIR R4 Subscription</a>
 * @see <a href="https://hl7.org/fhir/uv/subscriptions-backport/STU1.1/">Subscriptions R5 Backport 1.1</a>
 */
record Plan(
        @Nullable String topic,
        String type,
        @Nullable Matcher now,
        @Nullable Matcher before,
        List<Matcher> filters,
        Set<Fact.Method> interactions,
        URI endpoint,
        List<String> headers,
        @Nullable String payload,
        Content content,
        int heartbeat,
        int timeout,
        int most) {

    private static final String BACKPORT =
            "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-";

    private static final int HEADERS_MAX = 20;
    private static final int MOST_MAX = 100;

    /** What a notification of a topic carries. */
    enum Content {
        EMPTY,
        ID_ONLY,
        FULL_RESOURCE
    }

    boolean backport() {
        return topic != null;
    }

    /** True where a notification says whose record changed. */
    boolean discloses() {
        return backport() ? content != Content.EMPTY : payload != null;
    }

    /** @throws Problem {@code fhir.subscription-*} and those of the search */
    static Plan of(ObjectNode subscription, Topics topics) {
        JsonNode channel = subscription.path("channel");
        if (!channel.path("type").asString("").equals("rest-hook")) {
            throw wrong("Only the channel type rest-hook is offered.", "Set channel.type to rest-hook.");
        }
        String payload = text(channel.get("payload"));
        if (payload != null && !payload.startsWith("application/fhir+json") && !payload.equals("application/json")) {
            throw wrong("Notifications are written in JSON only.", "Set channel.payload to application/fhir+json.");
        }
        String criteria = subscription.path("criteria").asString("");
        Topics.Topic topic = topic(subscription) == null
                ? null
                : topics.find(criteria)
                        .orElseThrow(
                                () -> wrong("There is no such topic.", "See docs/subscription.md for the topics."));
        Matcher now = topic == null ? topics.matcher(criteria) : topics.now(topic);
        String type = topic != null ? topic.type() : now == null ? "" : now.type();
        int most = number(channel, "max-count");
        return new Plan(
                topic == null ? null : topic.url(),
                type,
                now,
                topic == null ? null : topics.before(topic),
                filters(subscription, type, topics),
                topic == null
                        ? Set.of(Fact.Method.CREATE, Fact.Method.UPDATE)
                        : Set.copyOf(topic.interactions().stream()
                                .map(each -> Fact.Method.valueOf(each.toUpperCase(java.util.Locale.ROOT)))
                                .toList()),
                endpoint(channel.path("endpoint").asString("")),
                headers(channel),
                payload,
                content(subscription),
                number(channel, "heartbeat-period"),
                number(channel, "timeout"),
                topic == null ? 1 : most == 0 ? 20 : Math.min(most, MOST_MAX));
    }

    private static URI endpoint(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw wrong("The endpoint is not an address.", "Set channel.endpoint to an https address.");
        }
    }

    private static List<String> headers(JsonNode channel) {
        var out = new ArrayList<String>();
        for (JsonNode header : channel.path("header")) {
            String line = header.asString("");
            String name =
                    line.contains(":") ? line.substring(0, line.indexOf(':')).strip() : "";
            boolean plain =
                    name.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]+") && line.chars().noneMatch(c -> c < ' ');
            boolean ours =
                    name.matches("(?i)host|content-length|content-type|connection|transfer-encoding|upgrade|expect");
            if (!plain || ours || out.size() == HEADERS_MAX) {
                throw wrong(
                        "A header cannot be sent along.",
                        "Give at most " + HEADERS_MAX + " lines 'Name: value', none that the connection itself uses.");
            }
            out.add(line);
        }
        return out;
    }

    private static List<Matcher> filters(ObjectNode subscription, String type, Topics topics) {
        var out = new ArrayList<Matcher>();
        for (JsonNode extension : subscription.path("_criteria").path("extension")) {
            if (extension.path("url").asString("").equals(BACKPORT + "filter-criteria")) {
                Matcher matcher = topics.matcher(extension.path("valueString").asString(""));
                if (!matcher.type().equals(type)) {
                    throw wrong("A filter is of another type than the topic.", "Filter " + type + "?….");
                }
                out.add(matcher);
            }
        }
        return out;
    }

    /** The topic that is subscribed to, whether there is one of this name or not; null for a plain R4 subscription. */
    static @Nullable String topic(ObjectNode subscription) {
        String criteria = subscription.path("criteria").asString("");
        return criteria.startsWith("http") ? criteria : null;
    }

    /** What notifications carry; told of any Subscription, even one that cannot be read otherwise. */
    static Content content(ObjectNode subscription) {
        for (JsonNode extension : subscription.path("channel").path("_payload").path("extension")) {
            if (extension.path("url").asString("").equals(BACKPORT + "payload-content")) {
                return switch (extension.path("valueCode").asString("")) {
                    case "empty" -> Content.EMPTY;
                    case "full-resource" -> Content.FULL_RESOURCE;
                    default -> Content.ID_ONLY;
                };
            }
        }
        return Content.EMPTY;
    }

    private static int number(JsonNode channel, String name) {
        for (JsonNode extension : channel.path("extension")) {
            if (extension.path("url").asString("").equals(BACKPORT + name)) {
                JsonNode value = extension.has("valueUnsignedInt")
                        ? extension.path("valueUnsignedInt")
                        : extension.path("valuePositiveInt");
                return Math.max(0, value.asInt(0));
            }
        }
        return 0;
    }

    private static @Nullable String text(@Nullable JsonNode node) {
        return node == null || node.asString("").isEmpty() ? null : node.asString("");
    }

    private static Problem wrong(String what, String mend) {
        return new Problem(
                Problem.Kind.UNPROCESSABLE,
                "fhir.subscription-wrong",
                what,
                "A subscription is checked before it becomes active.",
                mend);
    }
}
