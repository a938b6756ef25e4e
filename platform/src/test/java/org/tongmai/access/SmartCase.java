package org.tongmai.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** A hospital with people of all kinds, and applications and a system that are registered there. */
abstract class SmartCase {

    static final String SCOPE = "launch/patient patient/*.rs";

    static TestNode node;
    static TestApp app;
    static TestApp other;
    static TestApp narrow;
    static String wang;
    static String li;
    static String stranger;
    static ECKey key;

    @BeforeAll
    static void start() throws JOSEException {
        node = TestNode.start();
        node.institution(TestNode.HOSPITAL_A, "第一医院");
        wang = node.patient(TestNode.HOSPITAL_A, "王芳", "330106197803070021");
        li = node.patient(TestNode.HOSPITAL_A, "李强", "330106198001010018");
        stranger = node.patient(TestNode.HOSPITAL_B, "赵丽", "330106199001010026");
        node.encounter(TestNode.HOSPITAL_A, wang, Instant.now().minusSeconds(600), "");
        node.encounter(TestNode.HOSPITAL_A, li, Instant.now().minusSeconds(600), "");
        node.doctor("zhang", "张伟", TestNode.HOSPITAL_A);
        node.doctor("sun", "孙娜", TestNode.HOSPITAL_A);
        node.resident("wang", "王芳", wang);
        node.resident("li", "李强", li);
        node.settle();
        app = TestApp.registered(node, "diary");
        other = TestApp.registered(node, "other");
        narrow = TestApp.registered(
                node, "narrow", "launch/patient", "patient/Observation.rs?category=laboratory", "patient/Patient.r");
        key = new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
        node.bean(Clients.class)
                .registerSystem(
                        "his-a",
                        "HIS of hospital A",
                        TestNode.HOSPITAL_A,
                        new JWKSet(key.toPublicJWK()).toString(),
                        "test");
    }

    @AfterAll
    static void stop() {
        node.close();
    }
}
