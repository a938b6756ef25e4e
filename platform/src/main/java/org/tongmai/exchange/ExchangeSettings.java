package org.tongmai.exchange;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.crypto.Suite;

/**
 * Settings of the exchange between nodes, prefix {@code tongmai.exchange}.
 *
 * @param port on which other nodes speak; 0 takes a free one, -1 means none
 * @param endpoint where other nodes reach that port, such as {@code https://health.example.cn:8443}; without it the address and
 *     port on which it listens
 * @param name of the node, as operators see it; without it the name of its region
 * @param suite by which messages are signed: {@code national} (SM2, SM3) or {@code international} (ES256, SHA-256); either
 *     understands the other
 * @param indexKey file of the key under which provinces recognise a person; without it {@code exchange-index-key} among the
 *     secrets in the data directory
 * @param skew by how much the clocks of two nodes may differ
 * @param follow how often the registries of the nation are asked for what is new
 * @param residents whether residents who signed in at another province see what this one has of them; that province alone vouches
 *     for who they are, so it is for the operator to decide
 * @param answer how long the answer of one province is waited for; the others do not wait for it
 */
@ConfigurationProperties("tongmai.exchange")
public record ExchangeSettings(
        @DefaultValue("-1") int port,
        @Nullable String endpoint,
        @Nullable String name,
        @DefaultValue("national") String suite,
        @Nullable String indexKey,
        @DefaultValue("60s") Duration skew,
        @DefaultValue("10s") Duration follow,
        @DefaultValue("false") boolean residents,
        @DefaultValue("3s") Duration answer) {

    /** @throws Problem {@code exchange.setting-wrong} */
    public ExchangeSettings {
        require(Suite.of(suite).isPresent(), "suite", "It is national or international.");
        require(endpoint == null || endpoint.startsWith("https://"), "endpoint", "Nodes speak over HTTPS.");
        require(skew.isPositive() && skew.toMinutes() <= 5, "skew", "It is more than nothing and at most 5 minutes.");
        require(follow.isPositive(), "follow", "It is more than nothing.");
        require(answer.isPositive(), "answer", "It is more than nothing.");
    }

    private static void require(boolean right, String key, String why) {
        if (!right) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "exchange.setting-wrong",
                    "The value of tongmai.exchange." + key + " is not usable.",
                    why,
                    "Correct it; docs/reference/settings.md lists every setting.");
        }
    }
}
