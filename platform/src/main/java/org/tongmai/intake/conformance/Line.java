package org.tongmai.intake.conformance;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;

/** A way on which HL7 v2 messages reach the platform that is examined. */
sealed interface Line extends AutoCloseable {

    /** How long an answer may take. */
    Duration ANSWER = Duration.ofSeconds(30);

    /** Sends a message and returns the first answer to it. */
    byte[] ask(byte[] message) throws IOException;

    /** The next answer to what was asked, in enhanced mode. */
    byte[] more() throws IOException;

    @Override
    void close();

    static Problem unreachable(URI target, IOException failure) {
        return new Problem(
                Kind.BUSY,
                "intake.target-unreachable",
                "The platform at " + target + " does not answer.",
                failure.getClass().getSimpleName() + " on the way to it.",
                "Check the address and that the platform runs; then examine it again.");
    }

    /** Over MLLP, on a connection that is made at the first message. */
    final class Mllp implements Line {

        private final InetSocketAddress address;
        private @Nullable Wire wire;

        Mllp(InetSocketAddress address) {
            this.address = address;
        }

        Wire wire() throws IOException {
            Wire open = wire;
            if (open == null) {
                Socket socket = new Socket();
                socket.connect(address, (int) ANSWER.toMillis());
                open = new Wire(socket, ANSWER);
                wire = open;
            }
            return open;
        }

        @Override
        public byte[] ask(byte[] message) throws IOException {
            wire().send(message);
            return more();
        }

        @Override
        public byte[] more() throws IOException {
            return wire().next()
                    .orElseThrow(() -> new IOException("the connection ended"))
                    .bytes();
        }

        @Override
        public void close() {
            Wire open = wire;
            wire = null;
            if (open != null) {
                open.close();
            }
        }
    }

    /** Over HTTP, to the address of the node for messages. */
    final class Http implements Line {

        private final HttpClient client = HttpClient.newBuilder()
                .connectTimeout(ANSWER)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
        private final URI base;
        private final RobotHospital.Bearer bearer;
        private byte[] rest = new byte[0];

        Http(URI base, RobotHospital.Bearer bearer) {
            this.base = base;
            this.bearer = bearer;
        }

        HttpResponse<byte[]> send(String method, String path, String type, byte[] body, boolean signed)
                throws IOException {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                    .timeout(ANSWER)
                    .header("Content-Type", type)
                    .method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
            try {
                if (signed) {
                    bearer.token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
                }
                return client.send(request.build(), BodyHandlers.ofByteArray());
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
                throw new IOException(ended);
            }
        }

        /** In enhanced mode both answers come in one response. */
        @Override
        public byte[] ask(byte[] message) throws IOException {
            HttpResponse<byte[]> response =
                    send("POST", "/api/intake/hl7v2", "x-application/hl7-v2+er7", message, true);
            if (response.statusCode() == 401 || response.statusCode() == 403) {
                throw new Problem(
                        Kind.UNAUTHENTICATED,
                        "intake.target-refuses",
                        "The platform does not let the examiner in: " + response.statusCode() + ".",
                        "Over HTTP a system signs in.",
                        "Give --client with --key, or a token, of a system of the institution.");
            }
            rest = response.body();
            return rest;
        }

        @Override
        public byte[] more() {
            return rest;
        }

        @Override
        public void close() {
            client.close();
        }
    }
}
