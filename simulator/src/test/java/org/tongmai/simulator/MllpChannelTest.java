package org.tongmai.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MllpChannelTest {

    private static final Province PROVINCE = Provinces.SMALL;
    private static final Dispatch MESSAGE =
            PROVINCE.faultyDispatches(PROVINCE.institution("C")).getFirst();

    private final List<byte[]> received = Collections.synchronizedList(new ArrayList<>());
    private final ServerSocket door;

    MllpChannelTest() throws IOException {
        door = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        door.close();
    }

    @Test
    void a_message_goes_framed_byte_by_byte_and_is_acknowledged() throws IOException {
        serve(controlId -> "MSH|^~\\&|\rMSA|AA|" + controlId + "\r");

        try (MllpChannel channel = channel()) {
            assertThat(channel.deliver(MESSAGE)).isEqualTo(new Channel.Answer.Stored());
            assertThat(channel.deliver(MESSAGE)).isEqualTo(new Channel.Answer.Stored());
        }

        assertThat(received).hasSize(2);
        assertThat(received.getFirst()).isEqualTo(MESSAGE.body());
    }

    @Test
    void an_error_acknowledgement_is_a_refusal_with_its_reason() throws IOException {
        serve(controlId -> "MSH|^~\\&|\rMSA|AE|" + controlId + "|wrong check digit\r");

        try (MllpChannel channel = channel()) {
            assertThat(channel.deliver(MESSAGE))
                    .isInstanceOfSatisfying(
                            Channel.Answer.Refused.class,
                            refused -> assertThat(refused.why()).contains("wrong check digit"));
        }
    }

    @Test
    void an_acknowledgement_of_another_message_is_not_taken() throws IOException {
        serve(controlId -> "MSH|^~\\&|\rMSA|AA|another\r");

        try (MllpChannel channel = channel()) {
            assertThatThrownBy(() -> channel.deliver(MESSAGE)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void after_a_broken_connection_the_next_message_opens_another() throws IOException {
        serve(controlId -> received.size() == 1 ? "" : "MSH|^~\\&|\rMSA|AA|" + controlId + "\r");

        try (MllpChannel channel = channel()) {
            assertThatThrownBy(() -> channel.deliver(MESSAGE)).isInstanceOf(IOException.class);
            assertThat(channel.deliver(MESSAGE)).isEqualTo(new Channel.Answer.Stored());
        }
    }

    private MllpChannel channel() {
        return new MllpChannel(new InetSocketAddress(InetAddress.getLoopbackAddress(), door.getLocalPort()));
    }

    /** An empty acknowledgement ends the connection. */
    private void serve(UnaryOperator<String> acknowledgement) {
        Thread.ofVirtual().start(() -> {
            while (!door.isClosed()) {
                try (Socket socket = door.accept()) {
                    converse(socket, acknowledgement);
                } catch (IOException e) {
                    if (!door.isClosed()) {
                        throw new UncheckedIOException(e);
                    }
                }
            }
        });
    }

    private void converse(Socket socket, UnaryOperator<String> acknowledgement) throws IOException {
        InputStream in = new BufferedInputStream(socket.getInputStream());
        while (in.read() == 0x0B) {
            ByteArrayOutputStream message = new ByteArrayOutputStream();
            for (int next = in.read(); next != 0x1C; next = in.read()) {
                message.write(next);
            }
            assertThat(in.read()).isEqualTo(0x0D);
            received.add(message.toByteArray());
            String controlId = message.toString(StandardCharsets.ISO_8859_1).split("\\|")[9];
            String answer = acknowledgement.apply(controlId);
            if (answer.isEmpty()) {
                return;
            }
            socket.getOutputStream().write(("\u000b" + answer + "\u001c\r").getBytes(StandardCharsets.UTF_8));
        }
    }
}
