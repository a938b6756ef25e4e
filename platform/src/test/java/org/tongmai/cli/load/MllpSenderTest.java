package org.tongmai.cli.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Messages over MLLP survive a connection that breaks before the acknowledgement. */
class MllpSenderTest {

    @Test
    void sendsAgainWhenTheConnectionBreaks() throws Exception {
        List<String> received = Collections.synchronizedList(new ArrayList<>());
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> serve(server, received));
            try (MllpSender sender = new MllpSender("127.0.0.1", server.getLocalPort(), time -> {})) {

                Answer first = sender.send(utf8("MSH|one\r"));
                Answer second = sender.send(utf8("MSH|two\r"));

                assertThat(first).isEqualTo(new Answer.Stored(1));
                assertThat(second).isEqualTo(new Answer.Refused("207", "cannot be stored"));
                assertThat(received).containsExactly("MSH|one\r", "MSH|one\r", "MSH|two\r");
            }
        }
    }

    /** Takes the first message without a word; accepts the second, refuses the third. */
    private static void serve(ServerSocket server, List<String> received) {
        try {
            try (Socket dropped = server.accept()) {
                received.add(frame(dropped.getInputStream()));
            }
            try (Socket kept = server.accept()) {
                received.add(frame(kept.getInputStream()));
                kept.getOutputStream().write(utf8("\u000bMSH|x\rMSA|AA|1\r\u001c\r"));
                received.add(frame(kept.getInputStream()));
                kept.getOutputStream()
                        .write(utf8("\u000bMSH|x\rMSA|AE|2|cannot be stored\rERR|||207^no^HL70357\r\u001c\r"));
            }
        } catch (IOException ended) {
            received.add("ended: " + ended.getMessage());
        }
    }

    private static String frame(InputStream in) throws IOException {
        StringBuilder content = new StringBuilder();
        for (int octet = in.read(); octet != 0x1C; octet = in.read()) {
            if (octet != 0x0B) {
                content.append((char) octet);
            }
        }
        assertThat(in.read()).isEqualTo(0x0D);
        return content.toString();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
