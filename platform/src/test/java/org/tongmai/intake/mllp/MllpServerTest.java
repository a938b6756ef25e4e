package org.tongmai.intake.mllp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tongmai.intake.mllp.Frame.Broken;
import org.tongmai.intake.mllp.Frame.Fault;
import org.tongmai.intake.mllp.Frame.Message;

class MllpServerTest {

    private static final Bounds SMALL = new Bounds(300_000, 3, Duration.ofSeconds(20), Duration.ofMillis(300), 300_000);

    private final BlockingQueue<Frame> frames = new LinkedBlockingQueue<>();
    private final MllpServer server = MllpServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), SMALL, SMALL.room(), (frame, peer) -> {
                frames.add(frame);
                boolean answered =
                        !(frame instanceof Broken broken) || broken.fault().answered();
                return answered ? List.of(("ok " + frame.bytes().length).getBytes(StandardCharsets.UTF_8)) : List.of();
            });

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void messagesOfOneConnectionAreAnsweredInOrder() throws Exception {
        try (Socket socket = connect()) {
            send(socket, "\u000bone\u001c\r\u000btwoo\u001c\r");

            assertThat(answer(socket)).isEqualTo("ok 3");
            assertThat(answer(socket)).isEqualTo("ok 4");
        }
    }

    @Test
    void anEndWithoutCarriageReturnEndsTheMessage() throws Exception {
        try (Socket socket = connect()) {
            send(socket, "\u000bone\u001c");

            assertThat(answer(socket)).isEqualTo("ok 3");
        }
    }

    @Test
    void aMessageWithoutStartIsAnsweredAndTheNextOneIsTaken() throws Exception {
        try (Socket socket = connect()) {
            send(socket, "MSH|\u001c\r");
            assertThat(answer(socket)).isEqualTo("ok 4");
            send(socket, "\u000bone\u001c\r");
            assertThat(answer(socket)).isEqualTo("ok 3");
        }
        assertThat(fault(frame())).isEqualTo(Fault.NO_START);
        assertThat(frame()).isInstanceOf(Message.class);
    }

    @Test
    void aMessageCutOffByTheNextIsKeptAndNotAnswered() throws Exception {
        try (Socket socket = connect()) {
            send(socket, "\u000bhalf of\u000bone\u001c\r");

            assertThat(answer(socket)).isEqualTo("ok 3");
        }
        Frame cut = frame();
        assertThat(fault(cut)).isEqualTo(Fault.CUT);
        assertThat(new String(cut.bytes(), StandardCharsets.UTF_8)).isEqualTo("half of");
    }

    @Test
    void aConnectionThatDiesInsideAMessageLeavesWhatCame() throws Exception {
        try (Socket socket = connect()) {
            send(socket, "\u000bhalf of");
        }

        Frame lost = frame();
        assertThat(fault(lost)).isEqualTo(Fault.LOST);
        assertThat(new String(lost.bytes(), StandardCharsets.UTF_8)).isEqualTo("half of");
    }

    @Test
    void aSenderThatStopsInsideAMessageIsLetGo() throws Exception {
        try (Socket socket = connect()) {
            send(socket, "\u000bhalf of");

            assertThat(fault(frame())).isEqualTo(Fault.STALLED);
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void anOversizedMessageIsAnsweredAndTheNextOneIsTaken() throws Exception {
        byte[] large = new byte[SMALL.messageBytes() + 1];
        Arrays.fill(large, (byte) 'x');
        try (Socket socket = connect()) {
            send(socket, "\u000b" + new String(large, StandardCharsets.UTF_8) + "\u001c\r\u000bone\u001c\r");

            assertThat(answer(socket)).isEqualTo("ok " + FrameReader.NOISE_MAX);
            assertThat(answer(socket)).isEqualTo("ok 3");
        }
        assertThat(fault(frame())).isEqualTo(Fault.TOO_LARGE);
    }

    @Test
    void aSenderOfSomethingElseIsToldAndLetGo() throws Exception {
        byte[] noise = new byte[FrameReader.NOISE_MAX];
        Arrays.fill(noise, (byte) 'G');
        try (Socket socket = connect()) {
            send(socket, new String(noise, StandardCharsets.UTF_8));

            assertThat(answer(socket)).isEqualTo("ok " + FrameReader.NOISE_MAX);
            assertThat(answer(socket)).isEmpty();
        }
        assertThat(fault(frame())).isEqualTo(Fault.FOREIGN);
    }

    @Test
    void oneConnectionTooManyIsClosedAndThePlaceIsFreeAgainLater() throws Exception {
        try (Socket one = connect();
                Socket two = connect();
                Socket three = connect()) {
            for (Socket open : List.of(one, two, three)) {
                send(open, "\u000bone\u001c\r");
                assertThat(answer(open)).isEqualTo("ok 3");
            }
            try (Socket four = connect()) {
                assertThat(readOrReset(four)).isEqualTo(-1);
            }
        }
    }

    @Test
    void whateverComesNoConnectionStopsTheNextOne() throws Exception {
        Random random = new Random(20260301);
        byte[] marks = {0x0B, 0x1C, 0x0D, 'M', 'S', 'H', '|', (byte) 0xE7};

        for (int i = 0; i < 200; i++) {
            try (Socket socket = connect()) {
                var bytes = new ByteArrayOutputStream();
                for (int n = random.nextInt(200); n > 0; n--) {
                    bytes.write(marks[random.nextInt(marks.length)]);
                }
                socket.getOutputStream().write(bytes.toByteArray());
            } catch (IOException refused) {
                assertThat(refused).hasMessageContaining("reset");
            }
        }

        assertThat(eventuallyAnswered()).isEqualTo("ok 3");
    }

    /** Places of connections that just ended may take a moment to be free. */
    private String eventuallyAnswered() throws IOException {
        while (true) {
            try (Socket socket = connect()) {
                send(socket, "\u000bone\u001c\r");
                String answer = answer(socket);
                if (!answer.isEmpty()) {
                    return answer;
                }
            } catch (IOException full) {
                Thread.onSpinWait();
            }
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        socket.setSoTimeout(10_000);
        return socket;
    }

    private Frame frame() throws InterruptedException {
        Frame frame = frames.poll(10, TimeUnit.SECONDS);
        assertThat(frame).isNotNull();
        return java.util.Objects.requireNonNull(frame);
    }

    private static Fault fault(Frame frame) {
        return ((Broken) frame).fault();
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }

    private static int readOrReset(Socket socket) {
        try {
            return socket.getInputStream().read();
        } catch (IOException reset) {
            return -1;
        }
    }

    private static String answer(Socket socket) throws IOException {
        var bytes = new ByteArrayOutputStream();
        for (int next = socket.getInputStream().read();
                next >= 0 && next != Frame.END;
                next = socket.getInputStream().read()) {
            if (next != Frame.START && next != Frame.RETURN) {
                bytes.write(next);
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
