package org.tongmai.healthcode;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.crypto.Suite;

/**
 * Settings of the health code, prefix {@code tongmai.healthcode}.
 *
 * @param suite by which codes are signed: {@code national} (SM2, SM3, SM4) or {@code international} (ES256, SHA-256, AES);
 *     codes signed by the other one before stay good
 * @param keys directory of the key files; all processes of a node share it. Without it {@code secrets} in the data directory
 * @param token configuration file of the JDK's PKCS#11 provider; the keys then lie in that token, and its PIN in a file beside
 *     it that ends with {@code .pin}. International suite only
 * @param life how long a dynamic code is good for; 180 seconds at most
 * @param reading how long an institution may read that was allowed by a code
 * @param lead how long a new key is published before it signs: longer than a verifier is cut off from the network
 */
@ConfigurationProperties("tongmai.healthcode")
public record HealthCodeSettings(
        @DefaultValue("national") String suite,
        @Nullable String keys,
        @Nullable String token,
        @DefaultValue("120s") Duration life,
        @DefaultValue("4h") Duration reading,
        @DefaultValue("48h") Duration lead) {

    /** Longest life of a dynamic code. */
    static final Duration LIFE_LONGEST = Duration.ofMinutes(3);

    /** By how much clocks may differ. */
    static final int CLOCK_SKEW_SECONDS = 30;

    static final Duration CLOCK_SKEW = Duration.ofSeconds(CLOCK_SKEW_SECONDS);

    /** @throws Problem {@code healthcode.setting-wrong} */
    public HealthCodeSettings {
        require(Suite.of(suite).isPresent(), "suite", "It is national or international.");
        require(life.toSeconds() > 0 && life.compareTo(LIFE_LONGEST) <= 0, "life", "A code lives 1 to 180 seconds.");
        require(reading.isPositive(), "reading", "A permission lasts some time.");
        require(!lead.isNegative(), "lead", "A key is published before it signs.");
        require(
                token == null || suite.equals("international"),
                "token",
                "The JDK's PKCS#11 provider knows no SM2: a token needs the international suite.");
    }

    private static void require(boolean right, String key, String why) {
        if (!right) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "healthcode.setting-wrong",
                    "The value of tongmai.healthcode." + key + " is not usable.",
                    why,
                    "Correct it; docs/reference/settings.md lists every setting.");
        }
    }
}
