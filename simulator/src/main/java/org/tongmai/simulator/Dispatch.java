package org.tongmai.simulator;

import java.time.OffsetDateTime;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One thing that an institution sends: a FHIR bundle or an HL7 v2 message. */
public final class Dispatch {

    /** The two real forms. */
    public enum Form {
        /** A FHIR R4 transaction bundle, JSON in UTF-8. */
        FHIR("json"),
        /** One HL7 v2.5 message, segments ended by carriage returns, without MLLP framing. */
        HL7V2("hl7");

        private final String extension;

        Form(String extension) {
            this.extension = extension;
        }

        /** File name extension. */
        public String extension() {
            return extension;
        }
    }

    private final String institution;
    private final Form form;
    private final OffsetDateTime at;
    private final String name;
    private final @Nullable String localId;
    private final byte[] body;

    Dispatch(String institution, Form form, OffsetDateTime at, String name, @Nullable String localId, byte[] body) {
        this.institution = institution;
        this.form = form;
        this.at = at;
        this.name = name;
        this.localId = localId;
        this.body = body;
    }

    /** The sender's unified social credit code. */
    public String institution() {
        return institution;
    }

    public Form form() {
        return form;
    }

    /** When it was sent. */
    public OffsetDateTime at() {
        return at;
    }

    /** A short name, unique at the institution, usable as a file name; the control id of a message. */
    public String name() {
        return name;
    }

    /** The local patient it is about; a directory bundle is about none. */
    public Optional<String> localId() {
        return Optional.ofNullable(localId);
    }

    /** The bytes as sent; not to be changed. */
    public byte[] body() {
        return body;
    }

    @Override
    public String toString() {
        return form + " " + name;
    }
}
