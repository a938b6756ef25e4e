package org.tongmai.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.tongmai.intake.hl7v2.Hl7v2FuzzTest;

/** Whole messages over MLLP, with senders that fail. */
class WireTest {

    private final Hospital hospital = Hospital.registered();
    private final MllpDoor door = MllpDoor.open(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            Hospital.settings().bounds(),
            Hospital.settings().bounds().room(),
            hospital.parts().intake());

    @AfterEach
    void close() {
        door.close();
        hospital.close();
    }

    @Test
    void whatIsAcknowledgedIsInTheJournal() throws IOException {
        try (Socket socket = connect()) {
            String answer = exchange(socket, Hospital.REGISTRATION.getBytes(StandardCharsets.UTF_8));

            assertThat(answer).contains("MSA|AA|REG-1|");
            assertThat(hospital.only().state()).isEqualTo(State.STORED);
            assertThat(hospital.only().sender()).startsWith("127.0.0.1:");
            assertThat(new String(hospital.only().acknowledgement(), StandardCharsets.UTF_8))
                    .isEqualTo(answer);
        }
    }

    @Test
    void whatTheJournalCannotKeepIsNotAcknowledged() throws IOException {
        new JdbcTemplate(hospital.database())
                .execute("alter table intake.message add constraint full_disk check (false)");

        try (Socket socket = connect()) {
            assertThat(exchange(socket, Hospital.REGISTRATION.getBytes(StandardCharsets.UTF_8)))
                    .isEmpty();
        }

        new JdbcTemplate(hospital.database()).execute("alter table intake.message drop constraint full_disk");
        try (Socket socket = connect()) {
            assertThat(exchange(socket, Hospital.REGISTRATION.getBytes(StandardCharsets.UTF_8)))
                    .contains("MSA|AA|REG-1|");
        }
        assertThat(hospital.version("Patient")).isEqualTo(1);
    }

    @Test
    void aConnectionThatDiesInsideAMessageStoresNothingAndIsExplained() throws Exception {
        try (Socket socket = connect()) {
            byte[] half = ("\u000b" + Hospital.REGISTRATION.substring(0, 400)).getBytes(StandardCharsets.UTF_8);
            socket.getOutputStream().write(half);
        }
        try (Socket socket = connect()) {
            exchange(socket, Hospital.RESULTS.getBytes(StandardCharsets.UTF_8));
        }
        door.close();

        assertThat(hospital.journal().stream().map(Journalled::code)).contains("intake.connection-lost");
        assertThat(hospital.count("Condition")).isZero();
    }

    @Test
    void manySendersLoseNothingAndStoreNothingTwice() throws Exception {
        int senders = 8;
        int messages = 25;
        List<Callable<Set<String>>> work = new ArrayList<>();
        for (int sender = 0; sender < senders; sender++) {
            int number = sender;
            work.add(() -> sendWithFailures(number, messages));
        }
        Set<String> acknowledged = new HashSet<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Set<String>> done : threads.invokeAll(work)) {
                acknowledged.addAll(done.get());
            }
        }

        assertThat(acknowledged).hasSize(senders * messages);
        assertThat(hospital.count("Patient")).isEqualTo((long) senders * messages);
        assertThat(hospital.counts().stream().filter(count -> count.startsWith("STORED")))
                .containsExactly("STORED " + senders * messages);
    }

    @Test
    void whateverIsSentIsAnsweredOrExplained() throws IOException {
        Random random = new Random(4711);
        int sent = 150;

        for (int i = 0; i < sent; i++) {
            String numbered = Hospital.REGISTRATION.replace("REG-1", "REG-" + i);
            byte[] message = Hl7v2FuzzTest.mutate(numbered.getBytes(StandardCharsets.UTF_8), random);
            try (Socket socket = connect()) {
                assertThat(exchange(socket, message)).as("message %s", i).contains("MSA");
            }
        }

        assertThat(hospital.journal()).isNotEmpty().allSatisfy(line -> {
            assertThat(line.state().accepted() || line.what() != null).isTrue();
            assertThat(line.code()).isNotEqualTo("intake.internal");
        });
    }

    /** Each message is sent, sometimes cut off or without waiting for the answer, until it is acknowledged. */
    private Set<String> sendWithFailures(int sender, int messages) throws IOException {
        Random random = new Random(sender);
        Set<String> acknowledged = new HashSet<>();
        for (int i = 0; i < messages; i++) {
            String name = sender + "-" + i;
            byte[] message = Hospital.REGISTRATION
                    .replace("P0001", "P" + name)
                    .replace("V0001", "V" + name)
                    .replace("REG-1", "M" + name)
                    .getBytes(StandardCharsets.UTF_8);
            while (!acknowledged.contains(name)) {
                try (Socket socket = connect()) {
                    switch (random.nextInt(4)) {
                        case 0 -> socket.getOutputStream().write(message, 0, random.nextInt(message.length));
                        case 1 -> socket.getOutputStream().write(framed(message));
                        default -> {
                            if (exchange(socket, message).contains("MSA|AA|M" + name + "|")) {
                                acknowledged.add(name);
                            }
                        }
                    }
                }
            }
        }
        return acknowledged;
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), door.port());
        socket.setSoTimeout(30_000);
        return socket;
    }

    private static String exchange(Socket socket, byte[] message) throws IOException {
        socket.getOutputStream().write(framed(message));
        socket.getOutputStream().flush();
        var bytes = new ByteArrayOutputStream();
        for (int next = socket.getInputStream().read();
                next >= 0 && next != 0x1C;
                next = socket.getInputStream().read()) {
            if (next != 0x0B) {
                bytes.write(next);
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static byte[] framed(byte[] message) {
        var framed = new ByteArrayOutputStream();
        framed.write(0x0B);
        framed.writeBytes(message);
        framed.write(0x1C);
        framed.write(0x0D);
        return framed.toByteArray();
    }
}
