package org.tongmai.intake.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tongmai.intake.conformance.HospitalMessages.Message;

/**
 * A hospital as its interface engine: one queue, one message at a time over MLLP, sent again until it is answered, put aside when it
 * is refused. It is sound, apart from its defect.
 */
final class ExaminedHospital {

    private static final int ANSWER_MILLIS = 1_200;
    private static final int TRIES = 5;

    private final @Nullable Defect defect;
    private final List<Message> messages;
    private final List<String> documents;
    private final int port;
    private final int httpPort;
    private @Nullable Socket socket;
    private int number;
    private boolean stopped;

    ExaminedHospital(@Nullable Defect defect, OffsetDateTime now, int port, int httpPort) {
        this.defect = defect;
        HospitalMessages all = new HospitalMessages(defect, now);
        this.messages = all.messages();
        this.documents = all.documents();
        this.port = port;
        this.httpPort = httpPort;
    }

    private enum Answer {
        ACCEPTED,
        ERROR,
        REJECTED,
        OF_ANOTHER,
        NONE,
        DISCONNECTED
    }

    private boolean has(Defect one) {
        return defect == one;
    }

    /** Sends its day. */
    void send() throws IOException, InterruptedException {
        List<String[]> later = new ArrayList<>();
        for (int i = 0; i < messages.size() && !stopped; i++) {
            String id = controlId();
            if (has(Defect.DOES_NOT_WAIT) && i == 14) {
                String next = controlId();
                write(bytes(messages.get(i), id));
                write(bytes(messages.get(++i), next));
                read(id);
                read(next);
            } else if (!deliver(messages.get(i), id)) {
                later.add(new String[] {String.valueOf(i), id});
            }
        }
        for (String[] each : later) {
            deliver(messages.get(Integer.parseInt(each[0])), each[1]);
        }
        disconnect();
        if (!stopped) {
            documents();
        }
    }

    /** Whether the message is done with. */
    private boolean deliver(Message message, String first) throws IOException {
        String id = first;
        int refused = 0;
        for (int i = 0; i < TRIES + refused; i++) {
            Answer answer = exchange(bytes(message, id), id);
            if (has(Defect.CONNECTION_FOR_EACH_MESSAGE)) {
                disconnect();
            }
            switch (answer) {
                case ACCEPTED -> {
                    return true;
                }
                case ERROR, REJECTED -> {
                    stopped = has(Defect.STUCK_AFTER_ERROR) && answer == Answer.ERROR;
                    boolean repeats =
                            has(answer == Answer.ERROR ? Defect.REPEATS_AFTER_ERROR : Defect.REPEATS_AFTER_REJECTION);
                    if (!repeats || ++refused > TRIES) {
                        return true;
                    }
                }
                case OF_ANOTHER -> {
                    if (has(Defect.TAKES_ANY_ANSWER)) {
                        return true;
                    }
                }
                case NONE -> {
                    if (has(Defect.GIVES_UP_WITHOUT_ANSWER)) {
                        return true;
                    }
                }
                case DISCONNECTED -> {
                    stopped = has(Defect.STAYS_AWAY_WHEN_DISCONNECTED);
                    if (stopped || has(Defect.FORGETS_WHEN_DISCONNECTED)) {
                        return true;
                    }
                }
            }
            boolean unanswered = answer != Answer.ERROR && answer != Answer.REJECTED;
            if (unanswered && has(Defect.OVERTAKES_THE_UNANSWERED)) {
                return false;
            }
            if (unanswered && has(Defect.NEW_NUMBER_WHEN_REPEATED)) {
                id = controlId();
            }
        }
        return true;
    }

    private String controlId() {
        number++;
        if (has(Defect.NUMBERS_BEGIN_ANEW)) {
            return "M" + number % 12;
        }
        return (has(Defect.LONG_CONTROL_ID) ? "HIS-MAIN-QUEUE-2026-0000" : "M") + number;
    }

    private static byte[] bytes(Message message, String id) {
        return message.text().replace("%ID%", id).getBytes(message.charset());
    }

    private Answer exchange(byte[] message, String id) throws IOException {
        try {
            write(message);
            return read(id);
        } catch (SocketTimeoutException silent) {
            disconnect();
            return Answer.NONE;
        } catch (IOException broken) {
            disconnect();
            return Answer.DISCONNECTED;
        }
    }

    private void write(byte[] message) throws IOException {
        OutputStream out = connection().getOutputStream();
        var frame = new ByteArrayOutputStream();
        if (has(Defect.STRAY_BYTES)) {
            frame.writeBytes("HELLO".getBytes(UTF_8));
        }
        frame.write(0x0B);
        frame.writeBytes(message);
        frame.write(0x1C);
        if (!has(Defect.FRAME_WITHOUT_RETURN)) {
            frame.write(0x0D);
        }
        out.write(frame.toByteArray());
        out.flush();
    }

    private Answer read(String id) throws IOException {
        InputStream in = connection().getInputStream();
        var answer = new ByteArrayOutputStream();
        for (int octet = in.read(); octet != 0x0D || answer.size() == 0 || last(answer) != 0x1C; octet = in.read()) {
            if (octet < 0) {
                throw new EOFException();
            }
            answer.write(octet);
        }
        String text = answer.toString(UTF_8);
        String msa = text.substring(text.indexOf("\rMSA|") + 5);
        if (!msa.substring(3).startsWith(id + "\r") && !msa.substring(3).startsWith(id + "|")) {
            return Answer.OF_ANOTHER;
        }
        return switch (msa.substring(0, 2)) {
            case "AA" -> Answer.ACCEPTED;
            case "AE" -> Answer.ERROR;
            default -> Answer.REJECTED;
        };
    }

    private static int last(ByteArrayOutputStream bytes) {
        byte[] all = bytes.toByteArray();
        return all[all.length - 1];
    }

    private Socket connection() throws IOException {
        Socket open = socket;
        if (open == null) {
            open = new Socket(InetAddress.getLoopbackAddress(), port);
            open.setSoTimeout(ANSWER_MILLIS);
            socket = open;
        }
        return open;
    }

    private void disconnect() throws IOException {
        if (socket != null) {
            socket.close();
            socket = null;
        }
    }

    private void documents() throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            for (String document : documents) {
                client.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort + "/api/intake/cda"))
                                .header("Content-Type", "text/xml")
                                .POST(BodyPublishers.ofString(document))
                                .build(),
                        BodyHandlers.discarding());
            }
        }
    }
}
