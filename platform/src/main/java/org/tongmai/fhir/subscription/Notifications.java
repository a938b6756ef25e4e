package org.tongmai.fhir.subscription;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tongmai.store.Fact;
import org.tongmai.store.Json;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The Bundles of the topic backport, and the status in them.
 *
 * @see <a href="https://hl7.org/fhir/uv/subscriptions-backport/STU1.1/notifications.html">Backport 1.1, notifications in R4</a>
 */
final class Notifications {

    private final String base;

    /** @param base of the server with a final slash; empty where it is not known */
    Notifications(String base) {
        this.base = base;
    }

    /**
     * @param topic that is subscribed to; null for a plain R4 subscription
     * @param kind {@code handshake}, {@code heartbeat}, {@code event-notification} or {@code query-event}
     * @param facts the versions of those events whose resources are sent along
     */
    byte[] bundle(
            Registered subscription,
            @Nullable String topic,
            String kind,
            List<Event> events,
            Map<Event, Fact> facts,
            Plan.Content content,
            Instant now) {
        ObjectNode bundle = Json.object().put("resourceType", "Bundle");
        bundle.put("id", UUID.randomUUID().toString());
        bundle.putObject("meta")
                .putArray("profile")
                .add(
                        "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-subscription-notification-r4");
        bundle.put("type", "history").put("timestamp", now.toString());
        ArrayNode entries = bundle.putArray("entry");
        ObjectNode status = entries.addObject().put("fullUrl", "urn:uuid:" + UUID.randomUUID());
        status.set("resource", status(subscription, topic, kind, events, content));
        status.putObject("request")
                .put("method", "GET")
                .put("url", base + "Subscription/" + subscription.id() + "/$status");
        status.putObject("response").put("status", "200");
        if (content != Plan.Content.EMPTY) {
            events.forEach(event -> entry(entries.addObject(), event, facts.get(event), content));
        }
        return Json.bytes(bundle);
    }

    private void entry(ObjectNode entry, Event event, @Nullable Fact fact, Plan.Content content) {
        entry.put("fullUrl", base + event.reference());
        boolean deleted = fact != null && fact.deleted();
        if (content == Plan.Content.FULL_RESOURCE && fact != null && !deleted) {
            entry.set("resource", fact.tree());
        }
        boolean created = event.version() == 1;
        entry.putObject("request")
                .put("method", deleted ? "DELETE" : created ? "POST" : "PUT")
                .put("url", created ? event.type() : event.reference());
        entry.putObject("response").put("status", deleted ? "204" : created ? "201" : "200");
    }

    /** The SubscriptionStatus as R4 knows it. */
    ObjectNode status(
            Registered subscription, @Nullable String topic, String kind, List<Event> events, Plan.Content content) {
        ObjectNode parameters = Json.object().put("resourceType", "Parameters");
        parameters.put("id", UUID.randomUUID().toString());
        parameters
                .putObject("meta")
                .putArray("profile")
                .add(
                        "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-subscription-status-r4");
        ArrayNode list = parameters.putArray("parameter");
        list.addObject()
                .put("name", "subscription")
                .putObject("valueReference")
                .put("reference", base + "Subscription/" + subscription.id());
        if (topic != null) {
            list.addObject().put("name", "topic").put("valueCanonical", topic);
        }
        list.addObject().put("name", "status").put("valueCode", subscription.status());
        list.addObject().put("name", "type").put("valueCode", kind);
        list.addObject()
                .put("name", "events-since-subscription-start")
                .put("valueString", String.valueOf(subscription.events()));
        for (Event event : events) {
            ArrayNode parts = list.addObject().put("name", "notification-event").putArray("part");
            parts.addObject().put("name", "event-number").put("valueString", String.valueOf(event.number()));
            parts.addObject()
                    .put("name", "timestamp")
                    .put("valueInstant", event.at().toString());
            if (content != Plan.Content.EMPTY) {
                parts.addObject()
                        .put("name", "focus")
                        .putObject("valueReference")
                        .put("reference", base + event.reference());
            }
        }
        if (subscription.error() != null) {
            list.addObject()
                    .put("name", "error")
                    .putObject("valueCodeableConcept")
                    .put("text", subscription.error());
        }
        return parameters;
    }
}
