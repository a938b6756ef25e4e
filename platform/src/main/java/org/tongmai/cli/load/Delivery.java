package org.tongmai.cli.load;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.tongmai.kernel.Problem;

/** Sends what is in memory, one thing after the other, as a system of an institution does. Not for several threads. */
public interface Delivery extends AutoCloseable {

    /**
     * Sends one bundle or message and waits for its answer; again where the connection broke.
     *
     * @throws Problem {@code cli.node-unreachable}, {@code cli.not-allowed}
     */
    Answer send(byte[] body) throws InterruptedException;

    @Override
    void close();

    /** Transaction bundles over FHIR. */
    static Delivery fhir(URI node, Credentials credentials) {
        Http http = new Http(node, credentials, Delivery::pause);
        return new Delivery() {
            @Override
            public Answer send(byte[] body) throws InterruptedException {
                return FhirSender.transaction(http, body);
            }

            @Override
            public void close() {
                http.close();
            }
        };
    }

    /** HL7 v2 messages over MLLP. */
    static Delivery mllp(String host, int port) {
        MllpSender sender = new MllpSender(host, port, Delivery::pause);
        return new Delivery() {
            @Override
            public Answer send(byte[] body) throws InterruptedException {
                return sender.send(body);
            }

            @Override
            public void close() {
                sender.close();
            }
        };
    }

    private static void pause(Duration time) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(time.toNanos());
    }
}
