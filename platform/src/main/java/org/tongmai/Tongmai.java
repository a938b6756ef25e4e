package org.tongmai;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The application: every capability in one process on one PostgreSQL. Started by {@code org.tongmai.cli}. */
@SpringBootApplication
public class Tongmai {}
