package org.tongmai.fhir.subscription;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tongmai.access.Clients;
import org.tongmai.access.TestNode;
import org.tongmai.fhir.Interactions;
import org.tongmai.fhir.Sender;

/** Whoever may do nothing more is told nothing more. */
class SubscriptionStandingTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    private static TestNode node;

    @BeforeAll
    static void start() throws Exception {
        node = TestNode.start("--tongmai.fhir.subscription.networks.here=127.0.0.0/8");
        var key = new ECKeyGenerator(Curve.P_256).keyID("k").generate();
        for (String system : new String[] {"his-a", "lis-a"}) {
            node.bean(Clients.class)
                    .registerSystem(
                            system, system, TestNode.HOSPITAL_A, new JWKSet(key.toPublicJWK()).toString(), "test");
        }
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static String subscribe(String account, Receiver receiver) {
        String location = node.bean(Interactions.class)
                .submit("""
                        {"resourceType":"Subscription","status":"requested","reason":"test","criteria":"Condition?",
                         "channel":{"type":"rest-hook","endpoint":"%s","payload":"application/fhir+json"}}
                        """.formatted(receiver.url()).getBytes(UTF_8), new Sender(TestNode.HOSPITAL_A, account, null))
                .locations()
                .getFirst();
        return location.split("/")[1];
    }

    private static String state(String id) {
        return node.jdbc()
                .sql("select state from fhir.subscription where id = ?")
                .param(id)
                .query(String.class)
                .optional()
                .orElse("");
    }

    private static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + LONG.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("it did not come about in time").isLessThan(end);
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    @Test
    void theSubscriptionsOfASystemThatWasClosedEndAndThoseOfAnotherGoOn() {
        try (Receiver closed = new Receiver();
                Receiver other = new Receiver()) {
            String patient = node.patient(TestNode.HOSPITAL_A, "王建军", "330106197803074516");
            String id = subscribe("his-a", closed);
            String second = subscribe("lis-a", other);
            until(() -> state(id).equals("ACTIVE") && state(second).equals("ACTIVE"));
            node.condition(TestNode.HOSPITAL_A, patient, "肺炎", "");
            until(() -> closed.all().size() == 1 && other.all().size() == 1);

            node.bean(Clients.class).activate("his-a", false, "operator");
            node.condition(TestNode.HOSPITAL_A, patient, "咳嗽", "");

            until(() -> other.all().size() == 2);
            until(() -> state(id).equals("OFF"));
            assertThat(closed.all()).hasSize(1);
            assertThat(node.jdbc()
                            .sql("select state from fhir.notification where subscription = ? order by number")
                            .param(id)
                            .query(String.class)
                            .list())
                    .containsExactly("SENT", "WITHHELD");
            assertThat(node.bean(SubscriptionStore.class).one(id).orElseThrow().pending())
                    .isZero();
        }
    }
}
