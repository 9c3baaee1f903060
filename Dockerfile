# The bot on one machine. Mount the store's folder and, from another disk, the key file; settings come from the environment.
FROM python:3.12-slim
WORKDIR /srv/assistant
COPY requirements.lock ./
RUN python -m pip install --no-cache-dir --require-hashes -r requirements.lock
COPY app.py ./
COPY content content
COPY bot bot
COPY dialogs dialogs
COPY manifest manifest
RUN useradd --system assistant
USER assistant
ENV VBE_HOST=0.0.0.0
EXPOSE 3978
CMD ["python", "app.py", "serve"]
