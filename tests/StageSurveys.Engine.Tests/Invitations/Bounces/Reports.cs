using System.Text;

namespace StageSurveys.Engine.Tests.Invitations.Bounces;

/// <summary>Mails that come back, written in the forms of the servers that write them; each is about one address and sent to one return address.</summary>
internal static class Reports
{
    public static readonly string Postfix = """
        Return-Path: <>
        X-Original-To: {to}
        Delivered-To: {to}
        Received: by mx.client.example (Postfix)
            id 4CkX2L0Qz2z9sT; Sun, 22 Nov 2026 08:00:00 +0100 (CET)
        Date: Sun, 22 Nov 2026 08:00:00 +0100 (CET)
        From: MAILER-DAEMON@mx.client.example (Mail Delivery System)
        Subject: Undelivered Mail Returned to Sender
        To: {to}
        Auto-Submitted: auto-replied
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status;
            boundary="4CkX2K6r1Tz9sR.1795330800/mx.client.example"
        Content-Transfer-Encoding: 8bit
        Message-Id: <4CkX2L0Qz2z9sT@mx.client.example>

        This is a MIME-encapsulated message.

        --4CkX2K6r1Tz9sR.1795330800/mx.client.example
        Content-Description: Notification
        Content-Type: text/plain; charset=us-ascii

        This is the mail system at host mx.client.example.

        I'm sorry to have to inform you that your message could not
        be delivered to one or more recipients. It's attached below.

        <zoe@client.example>: {diagnostic}

        --4CkX2K6r1Tz9sR.1795330800/mx.client.example
        Content-Description: Delivery report
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.client.example
        X-Postfix-Queue-ID: 4CkX2K6r1Tz9sR
        X-Postfix-Sender: rfc822; {to}
        Arrival-Date: Sun, 22 Nov 2026 07:59:58 +0100 (CET)

        Final-Recipient: rfc822; zoe@client.example
        Original-Recipient: rfc822;zoe@client.example
        Action: {action}
        Status: {status}
        Diagnostic-Code: X-Postfix; {diagnostic}

        --4CkX2K6r1Tz9sR.1795330800/mx.client.example
        Content-Description: Undelivered Message Headers
        Content-Type: text/rfc822-headers
        Content-Transfer-Encoding: 8bit

        Return-Path: <{to}>
        From: Boutique <avis@boutique.example>
        To: zoe@client.example
        Subject: Votre avis

        --4CkX2K6r1Tz9sR.1795330800/mx.client.example--
        """;

    public static readonly string Exim = """
        Return-path: <>
        Envelope-to: {to}
        Received: from mail by mx.client.example with local (Exim 4.96) id 1rX7aB-0004Qq-1T for {to}; Sun, 22 Nov 2026 08:00:00 +0000
        X-Failed-Recipients: zoe@client.example
        Auto-Submitted: auto-replied
        From: Mail Delivery System <Mailer-Daemon@mx.client.example>
        To: {to}
        References: <0197abc@mail.boutique.example>
        Content-Type: multipart/report; report-type=delivery-status; boundary=1795330800-eximdsn-1804289383
        MIME-Version: 1.0
        Subject: Mail delivery failed: returning message to sender
        Message-Id: <E1rX7aB-0004Qq-1T@mx.client.example>
        Date: Sun, 22 Nov 2026 08:00:00 +0000

        --1795330800-eximdsn-1804289383
        Content-type: text/plain; charset=us-ascii

        This message was created automatically by mail delivery software.

        A message that you sent could not be delivered to one or more of its
        recipients. This is a permanent error. The following address(es) failed:

          zoe@client.example
            host mail.client.example [192.0.2.7]
            SMTP error from remote mail server after RCPT TO:<zoe@client.example>:
            550 5.1.1 User unknown

        --1795330800-eximdsn-1804289383
        Content-type: message/delivery-status

        Reporting-MTA: dns; mx.client.example

        Action: failed
        Final-Recipient: rfc822;zoe@client.example
        Status: 5.0.0
        Remote-MTA: dns; mail.client.example
        Diagnostic-Code: smtp; 550 5.1.1 User unknown

        --1795330800-eximdsn-1804289383
        Content-type: message/rfc822

        Return-path: <{to}>
        From: Boutique <avis@boutique.example>
        To: zoe@client.example
        Subject: Votre avis

        Bonjour,

        --1795330800-eximdsn-1804289383--
        """;

    public static readonly string OldExim = """
        Return-path: <>
        Envelope-to: {to}
        X-Failed-Recipients: zoe@client.example
        From: Mail Delivery System <Mailer-Daemon@old.client.example>
        To: {to}
        Subject: Mail delivery failed: returning message to sender
        Date: Sun, 22 Nov 2026 08:00:00 +0000

        This message was created automatically by mail delivery software.

        A message that you sent could not be delivered to one or more of its
        recipients. This is a permanent error. The following address(es) failed:

          zoe@client.example
            unrouteable address: 550 unknown user

        ------ This is a copy of the message, including all the headers. ------

        Return-path: <{to}>
        Subject: Votre avis
        """;

    public static readonly string Exchange = """
        Received: from AM9PR01MB1234.eurprd01.prod.exchange.example by mail.boutique.example; Sun, 22 Nov 2026 07:00:01 +0000
        MIME-Version: 1.0
        From: <postmaster@client.example>
        To: <{to}>
        Date: Sun, 22 Nov 2026 07:00:00 +0000
        Content-Type: multipart/report; report-type=delivery-status;
        	boundary="6d9f3a51-4c1e-4a35-8f6a-6c5a2d9b4f10"
        Content-Language: fr-FR
        Message-ID: <a1b2c3@AM9PR01MB1234.eurprd01.prod.exchange.example>
        Subject: =?utf-8?B?Tm9uIHJlbWlzwqA6IFZvdHJlIGF2aXM=?=
        Auto-Submitted: auto-replied
        X-MS-Exchange-Message-Is-Ndr:

        --6d9f3a51-4c1e-4a35-8f6a-6c5a2d9b4f10
        Content-Type: multipart/alternative; differences=Content-Type;
        	boundary="dbd1f0a6-1bb5-4f7a-9a9f-0f2b1d5c77aa"

        --dbd1f0a6-1bb5-4f7a-9a9f-0f2b1d5c77aa
        Content-Type: text/plain; charset="utf-8"
        Content-Transfer-Encoding: quoted-printable

        =C3=89chec de la remise =C3=A0 ces destinataires ou groupes : zoe@client.ex=
        ample

        --dbd1f0a6-1bb5-4f7a-9a9f-0f2b1d5c77aa--

        --6d9f3a51-4c1e-4a35-8f6a-6c5a2d9b4f10
        Content-Type: message/delivery-status

        Reporting-MTA: dns;AM9PR01MB1234.eurprd01.prod.exchange.example
        Received-From-MTA: dns;mail.boutique.example
        Arrival-Date: Sun, 22 Nov 2026 06:59:58 +0000

        Original-Recipient: rfc822;zoe@client.example
        Final-Recipient: rfc822;zoe@client.example
        Action: failed
        Status: 5.1.10
        Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient
         zoe@client.example not found by SMTP address lookup

        --6d9f3a51-4c1e-4a35-8f6a-6c5a2d9b4f10
        Content-Type: message/rfc822

        From: Boutique <avis@boutique.example>
        To: zoe@client.example
        Subject: Votre avis

        --6d9f3a51-4c1e-4a35-8f6a-6c5a2d9b4f10--
        """;

    public static readonly string Gmail = """
        Delivered-To: {to}
        Return-Path: <>
        Received: from mail-sor-f69.mail.example by mx.boutique.example; Sun, 22 Nov 2026 00:00:02 -0800 (PST)
        Content-Type: multipart/report; boundary="000000000000a4c1de0627c0ffee"; report-type=delivery-status
        To: {to}
        Auto-Submitted: auto-replied
        Subject: Delivery Status Notification (Failure)
        From: Mail Delivery Subsystem <mailer-daemon@mail.example>
        X-Failed-Recipients: zoe@client.example
        Date: Sun, 22 Nov 2026 00:00:01 -0800 (PST)
        Message-ID: <674000.170a0220.abcde.0001@mx.mail.example>

        --000000000000a4c1de0627c0ffee
        Content-Type: multipart/related; boundary="000000000000a4c8e20627c0ffee"

        --000000000000a4c8e20627c0ffee
        Content-Type: multipart/alternative; boundary="000000000000a4c8eb0627c0ffee"

        --000000000000a4c8eb0627c0ffee
        Content-Type: text/plain; charset="UTF-8"


        ** Address not found **

        Your message wasn't delivered to zoe@client.example because the address couldn't be found.

        --000000000000a4c8eb0627c0ffee--
        --000000000000a4c8e20627c0ffee--
        --000000000000a4c1de0627c0ffee
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mail.example
        Received-From-MTA: dns; avis@boutique.example
        Arrival-Date: Sun, 22 Nov 2026 00:00:00 -0800 (PST)
        X-Original-Message-ID: <0197abc@mail.boutique.example>

        Final-Recipient: rfc822; zoe@client.example
        Action: failed
        Status: 5.1.1
        Remote-MTA: dns; mx.client.example. (192.0.2.26, the server for the domain client.example.)
        Diagnostic-Code: smtp; 550-5.1.1 The email account that you tried to reach does not exist. Please try
         550-5.1.1 double-checking the recipient's email address for typos or
         550 5.1.1 unnecessary spaces.
        Last-Attempt-Date: Sun, 22 Nov 2026 00:00:01 -0800 (PST)

        --000000000000a4c1de0627c0ffee--
        """;

    public static readonly string Qmail = """
        Return-Path: <>
        Delivered-To: {to}
        Received: (qmail 12345 invoked for bounce); 22 Nov 2026 07:00:00 -0000
        Date: 22 Nov 2026 07:00:00 -0000
        From: MAILER-DAEMON@qm.client.example
        To: {to}
        Subject: failure notice

        Hi. This is the qmail-send program at qm.client.example.
        I'm afraid I wasn't able to deliver your message to the following addresses.
        This is a permanent error; I've given up. Sorry it didn't work out.

        <zoe@client.example>:
        {diagnostic}

        --- Below this line is a copy of the message.

        Return-Path: <{to}>
        From: Boutique <avis@boutique.example>
        Subject: Votre avis
        """;

    public static readonly string OutOfOffice = """
        Return-Path: <zoe@client.example>
        Delivered-To: {to}
        From: =?utf-8?Q?Zo=C3=A9?= <zoe@client.example>
        To: {to}
        Subject: Automatic reply: Votre avis
        Auto-Submitted: auto-replied
        X-Auto-Response-Suppress: All
        Content-Type: text/plain; charset=utf-8

        I am out of the office until Monday. 550 5.1.1 is the number of my office; Action: failed.
        """;

    public static readonly string Absence = """
        Return-Path: <zoe@client.example>
        Delivered-To: {to}
        From: zoe@client.example
        To: {to}
        Subject: =?iso-8859-1?Q?R=E9ponse_automatique_=3A_Votre_avis?=
        Content-Type: text/plain; charset=iso-8859-1
        Content-Transfer-Encoding: quoted-printable

        Je suis absente jusqu'au 30 novembre. Message non remis =E0 mon coll=E8gue.
        """;

    public static readonly string Vacation = """
        Return-Path: <>
        Delivered-To: {to}
        From: zoe@client.example
        To: {to}
        Subject: Absence
        Precedence: auto_reply
        X-Autoreply: yes

        <zoe@client.example>:
        This is a permanent error; I've given up working on Fridays. 550 5.1.1
        """;

    public static readonly string Letter = """
        Return-Path: <zoe@client.example>
        Delivered-To: {to}
        From: zoe@client.example
        To: {to}
        Subject: Re: Votre avis
        Content-Type: text/plain; charset=utf-8

        Undelivered Mail Returned to Sender? Your survey bounced in my browser: 550 5.1.1 User unknown. This is a permanent error.
        """;

    public static readonly string Complaint = """
        Return-Path: <>
        Delivered-To: {to}
        From: <feedback@mailbox.example>
        To: <{to}>
        Subject: FW: Votre avis
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=feedback-report; boundary="part1_13d.2e68ed54_boundary"

        --part1_13d.2e68ed54_boundary
        Content-Type: text/plain; charset="US-ASCII"

        This is an email abuse report for an email message received from IP 192.0.2.1 on Sun, 22 Nov 2026 07:00:00 +0000.

        --part1_13d.2e68ed54_boundary
        Content-Type: message/feedback-report

        Feedback-Type: {type}
        User-Agent: Mailbox-Feedback/1.0
        Version: 1
        Original-Mail-From: <{to}>
        Original-Rcpt-To: <zoe@client.example>
        Arrival-Date: Sun, 22 Nov 2026 07:00:00 +0000

        --part1_13d.2e68ed54_boundary
        Content-Type: message/rfc822

        From: Boutique <avis@boutique.example>
        To: zoe@client.example
        Subject: Votre avis

        Bonjour

        --part1_13d.2e68ed54_boundary--
        """;

    /// <summary>The bytes of a form, as SMTP carries them, with its holes filled.</summary>
    public static byte[] To(this string form, string to, string status = "5.1.1", string diagnostic = "unknown user: \"zoe\" (#5.1.1)", string action = "failed", string type = "abuse") =>
        Encoding.UTF8.GetBytes(form.Replace("{to}", to, StringComparison.Ordinal).Replace("{status}", status, StringComparison.Ordinal).Replace("{diagnostic}", diagnostic, StringComparison.Ordinal)
            .Replace("{action}", action, StringComparison.Ordinal).Replace("{type}", type, StringComparison.Ordinal).ReplaceLineEndings("\r\n"));
}
