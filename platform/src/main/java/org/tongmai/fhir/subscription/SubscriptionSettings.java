package org.tongmai.fhir.subscription;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings under {@code tongmai.fhir.subscription}.
 *
 * @param networks private networks into which notifications may go, by name, such as {@code health: 10.20.0.0/16}; none otherwise.
 *     Inside them plain HTTP is allowed, everywhere else TLS is needed
 * @param base address under which this node is known, with a final slash, for references in notifications; relative without it
 * @param topics file of further topics, in the form of {@code fhir/topics.json}
 * @param giveUp how long a notification is tried before it becomes a dead letter
 * @param keep how long delivered notifications can be asked for with {@code $events}
 * @param connections notifications under way at once
 * @param ofHost of these, to one host and port
 * @param connect how long a connection may take to open
 * @param answer how long a receiver may take to answer, unless the subscription says less
 */
@ConfigurationProperties("tongmai.fhir.subscription")
public record SubscriptionSettings(
        @DefaultValue Map<String, String> networks,
        @DefaultValue("") String base,
        @Nullable String topics,
        @DefaultValue("3d") Duration giveUp,
        @DefaultValue("7d") Duration keep,
        @DefaultValue("256") int connections,
        @DefaultValue("32") int ofHost,
        @DefaultValue("5s") Duration connect,
        @DefaultValue("20s") Duration answer) {

    public SubscriptionSettings {
        networks = Map.copyOf(networks);
    }
}
