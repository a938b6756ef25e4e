package org.tongmai.cli.load;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/** Sends one HL7 v2 message and waits for its acknowledgement. */
interface MessageSender extends AutoCloseable {

    /** @param message segments ended by carriage returns, as MLLP wants them */
    Answer send(byte[] message) throws InterruptedException;

    @Override
    void close();

    /** Over HTTP, to the node's own address for messages. */
    record OverHttp(Http http) implements MessageSender {

        private static final String ER7 = "x-application/hl7-v2+er7";

        @Override
        public Answer send(byte[] message) throws InterruptedException {
            return http.send(
                    "POST",
                    "/api/intake/hl7v2",
                    ER7,
                    Fingerprint.of(message),
                    BodyPublishers.ofByteArray(message),
                    OverHttp::answer);
        }

        private static Answer answer(HttpResponse<InputStream> response) throws IOException {
            byte[] body = response.body().readAllBytes();
            String text = new String(body, StandardCharsets.UTF_8);
            if (!text.startsWith("MSH")) {
                return response.statusCode() / 100 == 2
                        ? new Answer.Refused("no-acknowledgement", "the answer is not an acknowledgement")
                        : Replies.refusal(response.statusCode(), body);
            }
            Answer answer = Replies.acknowledgement(text);
            return answer instanceof Answer.Stored && FhirSender.replayed(response) ? new Answer.Unchanged(1) : answer;
        }

        @Override
        public void close() {
            // The HTTP client belongs to whoever made it.
        }
    }
}
