package org.tongmai.intake.mllp;

/** What came over a connection. */
public sealed interface Frame {

    /** Begins a message. */
    int START = 0x0B;

    /** Ends a message. */
    int END = 0x1C;

    /** Follows the end. */
    int RETURN = 0x0D;

    /** A message in its frame. */
    static byte[] around(byte[] message) {
        byte[] framed = new byte[message.length + 3];
        framed[0] = START;
        System.arraycopy(message, 0, framed, 1, message.length);
        framed[framed.length - 2] = END;
        framed[framed.length - 1] = RETURN;
        return framed;
    }

    /** The bytes, without the framing; of an oversized message the beginning. */
    byte[] bytes();

    /** A whole message. */
    record Message(byte[] bytes) implements Frame {}

    /** Bytes that are no message. */
    record Broken(byte[] bytes, Fault fault) implements Frame {}

    /** How framing goes wrong. */
    enum Fault {
        /** Bytes came outside the frame, and then the end of one: the sender waits for an answer. */
        NO_START(true, false),
        /** Bytes came outside the frame, and then the start of one. */
        NOISE(false, false),
        /** So many bytes came outside a frame that the sender speaks something else. */
        FOREIGN(true, true),
        /** A message began inside another. */
        CUT(false, false),
        /** The message is larger than what is accepted. */
        TOO_LARGE(true, false),
        /** The message is so large that its end is not waited for. */
        ENDLESS(true, true),
        /** The node has no room for a large message at the moment. */
        NO_ROOM(true, false),
        /** The connection ended inside the message. */
        LOST(false, true),
        /** Nothing more came, or too slowly. */
        STALLED(false, true);

        private final boolean answered;
        private final boolean last;

        Fault(boolean answered, boolean last) {
            this.answered = answered;
            this.last = last;
        }

        /** Whether the sender expects an answer to it. */
        public boolean answered() {
            return answered;
        }

        /** Whether nothing can be read from the connection after it. */
        public boolean last() {
            return last;
        }
    }
}
